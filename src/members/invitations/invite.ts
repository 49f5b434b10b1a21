import { randomUUIDv7 } from "node:crypto";
import type { Role } from "../../auth/permissions.ts";
import type { WorkspaceContext } from "../../auth/workspace-context.ts";
import { requireRoom } from "../../contract/require-room.ts";
import type { Tx } from "../../db/transaction.ts";
import { recordEvent } from "../../events/record.ts";
import { limits } from "../../limits.ts";
import { Problem } from "../../problems.ts";
import { findActiveMemberByEmail } from "../queries.ts";
import type { Member } from "../schemas.ts";
import {
  countInvitations,
  insertInvitation,
  lockInvitationByEmail,
  setInvitationRole,
} from "./invitation-queries.ts";

/**
 * Invites an address. The response does not reveal whether it has an account. Inviting it again
 * changes the role of the pending invitation. Only a person may invite: a member who has accepted
 * stays when an API token is revoked. Throws `person_required`, `already_member`, `limit_reached`.
 *
 * The lock on the workspace's row serializes invitations, and excludes accepting one: nobody
 * becomes a member meanwhile. A pending invitation is locked too, because withdrawing one locks
 * only its own row.
 */
export async function inviteMember(
  tx: Tx,
  context: WorkspaceContext,
  { email, role }: { email: string; role: Role },
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
  const draft = { workspace_id, id: pending?.id ?? randomUUIDv7(), email, role };
  const invited = pending
    ? await setInvitationRole(tx, pending, { role, invited_by: actor.id })
    : await insertInvitation(tx, { ...draft, invited_by: actor.id });
  if (pending?.role !== role) {
    recordEvent(tx, context, {
      type: "member.invited",
      subject: { type: "invitation", id: draft.id },
      data: { changes: { role: { from: pending?.role ?? null, to: role } } },
      personal: { email: invited.email },
    });
  }
  return invited;
}
