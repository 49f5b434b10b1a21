import { randomUUIDv7 } from "node:crypto";
import type { Role } from "../auth/permissions.ts";
import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import { Problem } from "../problems.ts";
import {
  insertInvitation,
  lockInvitationByEmail,
  setInvitationRole,
} from "./invitation-queries.ts";
import { findActiveMemberByEmail } from "./queries.ts";
import type { Member } from "./schemas.ts";

/**
 * Invites an address, known here or not: the answer does not tell. Inviting it again gives the invitation
 * that waits another role. Only a person invites an admin. Throws `person_required`, `already_member`.
 *
 * Invitations are made one at a time, behind the workspace's row, which whoever accepts one shares: nobody
 * becomes a member meanwhile. One that waits is held, because withdrawing it takes no more than its own row.
 */
export async function inviteMember(
  tx: Tx,
  context: WorkspaceContext,
  { email, role }: { email: string; role: Role },
): Promise<Member> {
  const { workspace_id, actor } = context;
  if (role === "admin") actor.requirePerson("invite an admin");
  const waiting = await lockInvitationByEmail(tx, workspace_id, email);
  if (await findActiveMemberByEmail(tx, workspace_id, email)) {
    throw new Problem("already_member", `${email} is already a member of this workspace.`);
  }
  const draft = { workspace_id, id: waiting?.id ?? randomUUIDv7(), email, role };
  const invited = waiting
    ? await setInvitationRole(tx, waiting, { role, invited_by: actor.id })
    : await insertInvitation(tx, { ...draft, invited_by: actor.id });
  if (waiting?.role !== role) {
    recordEvent(tx, context, {
      type: "member.invited",
      subject: { type: "invitation", id: draft.id },
      data: { changes: { role: { from: waiting?.role ?? null, to: role } } },
      personal: { email: invited.email },
    });
  }
  return invited;
}
