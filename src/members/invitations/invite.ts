import { randomUUIDv7 } from "node:crypto";
import { invitationMail } from "../../account/mails.ts";
import { accountLink } from "../../account/tokens.ts";
import type { Role } from "../../auth/permissions.ts";
import type { WorkspaceContext } from "../../auth/workspace-context.ts";
import type { Config } from "../../config.ts";
import { requireRoom } from "../../contract/require-room.ts";
import type { Tx } from "../../db/transaction.ts";
import { recordEvent } from "../../events/record.ts";
import { limits } from "../../limits.ts";
import { enqueueMail, mailEnabled } from "../../mail/enqueue.ts";
import { Problem } from "../../problems.ts";
import { findActiveMemberByEmail } from "../queries.ts";
import type { Member } from "../schemas.ts";
import {
  countInvitations,
  findInviter,
  type Invitation,
  insertInvitation,
  lockInvitationByEmail,
  renewInvitation,
} from "./invitation-queries.ts";
import { type LinkConfig, newInvitationToken, withLink } from "./invitation-token.ts";

const HOUR_MS = 3_600_000;

/**
 * Invites an address, for seven days. The response does not reveal whether it has an account. Inviting
 * it again changes the role of the pending invitation and renews it. A link is mailed, at most three
 * times in an hour; without a mail server, the response has the link. Only a person may invite: a
 * member who has accepted stays when an API token is revoked. Throws `person_required`,
 * `already_member`, `limit_reached`.
 *
 * The lock on the workspace's row serializes invitations, and excludes accepting one: nobody
 * becomes a member meanwhile. A pending invitation is locked too, because withdrawing one locks
 * only its own row.
 */
export async function inviteMember(
  tx: Tx,
  context: WorkspaceContext,
  { email, role, config }: { email: string; role: Role; config: InviteConfig },
): Promise<Member> {
  const { workspace_id, actor } = context;
  actor.requirePerson("invite somebody");
  const pending = await lockInvitationByEmail(tx, workspace_id, email);
  if (await findActiveMemberByEmail(tx, workspace_id, email)) {
    throw new Problem("already_member", `${email} is already a member of this workspace.`);
  }
  if (!pending) {
    const limit = limits.invitations_of_workspace;
    await requireRoom(tx, countInvitations(workspace_id), { limit, things: "invitations" });
  }
  const isMailed = mailEnabled(config);
  const draft = { workspace_id, id: pending?.id ?? randomUUIDv7(), email, role };
  const keepsLink =
    pending?.has_token &&
    !pending.is_expired &&
    (isMailed ? pending.is_mailed_recently : !pending.is_mailed);
  const token = keepsLink ? undefined : newInvitationToken(config, draft);
  const written = { role, invited_by: actor.id, token, is_mailed: isMailed };
  const invited = pending
    ? await renewInvitation(tx, pending, written)
    : await insertInvitation(tx, { ...draft, ...written });
  if (token && isMailed) {
    await mailInvitation(tx, config, {
      ...{ ...draft, email: pending?.email ?? email },
      ...{ actor, token: token.token },
    });
  }
  const former = pending && !pending.is_expired ? pending.role : null;
  if (former !== role) {
    recordEvent(tx, context, {
      type: "member.invited",
      subject: { type: "invitation", id: draft.id },
      data: { changes: { role: { from: former, to: role } } },
      personal: { email: invited.email },
    });
  }
  return withLink(invited, config);
}

export type InviteConfig = LinkConfig & Pick<Config, "smtpUrl">;

async function mailInvitation(
  tx: Tx,
  config: InviteConfig,
  { token, actor, ...invitation }: Invitation & { token: string; actor: { id: string } },
): Promise<void> {
  const { workspace_id, id, email: recipient, role } = invitation;
  const [names] = await tx.query(findInviter(workspace_id, actor.id));
  if (!names) throw new Error(`The member ${actor.id} invites, but is not a member.`);
  const link = accountLink(config, "invitation", token);
  enqueueMail(tx, {
    ...{ kind: "invitation", user_id: null, workspace_id, recipient, reference: id },
    ...invitationMail(link, { ...names, role }),
    expires_at: new Date(Date.now() + limits.invitation_days * 24 * HOUR_MS),
  });
}
