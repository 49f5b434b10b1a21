import { lockMembers } from "../../auth/queries.ts";
import type { Origin, SessionPrincipal } from "../../auth/workspace-context.ts";
import type { Tx } from "../../db/transaction.ts";
import { recordEvent } from "../../events/record.ts";
import { Problem } from "../../problems.ts";
import { lockPerson } from "../../users/queries.ts";
import { lockLiveWorkspace } from "../../workspaces/queries.ts";
import { addMember } from "../add-member.ts";
import type { Membership } from "../membership.ts";
import { deleteInvitation, lockInvitationOf } from "./invitation-queries.ts";

/** A signed-in user who accepts or declines an invitation to their address. */
export interface Invited {
  principal: SessionPrincipal;
  origin: Origin;
}

/** Makes the user a member, with the role of the invitation. Throws `not_found`. */
export async function acceptInvitation(
  tx: Tx,
  invited: Invited,
  workspace_id: string,
): Promise<Membership> {
  const { user_id } = invited.principal;
  const { workspace, person, invitation } = await lockInvitation(tx, user_id, workspace_id);
  const { role } = invitation;
  await tx.query(deleteInvitation(invitation));
  const handle = await addMember(tx, { workspace_id, user_id, role, name: person.name });
  recordEvent(tx, sourceOf(invited, invitation), {
    type: "member.joined",
    subject: { type: "member", id: user_id },
    data: {
      invitation_id: invitation.id,
      invited_by: invitation.invited_by,
      changes: { role: { from: null, to: role } },
    },
  });
  const { id, name: workspace_name } = workspace;
  return { workspace_id: id, workspace_name, role, handle, state: "active" };
}

/** Deletes the invitation. Throws `not_found`. */
export async function declineInvitation(
  tx: Tx,
  invited: Invited,
  workspace_id: string,
): Promise<void> {
  const { invitation } = await lockInvitation(tx, invited.principal.user_id, workspace_id);
  await tx.query(deleteInvitation(invitation));
  recordEvent(tx, sourceOf(invited, invitation), {
    type: "invitation.declined",
    subject: { type: "invitation", id: invitation.id },
    data: { role: invitation.role },
    personal: { email: invitation.email },
  });
}

/**
 * Locks the workspace against deletion and against a change of who is an admin, the row of a former
 * membership, the account against erasure, and the invitation: in the order of every command, so
 * that none can deadlock.
 */
async function lockInvitation(tx: Tx, user_id: string, workspace_id: string) {
  const [[workspace], , [person], [invitation]] = await tx.batch([
    lockLiveWorkspace(workspace_id),
    lockMembers(workspace_id, [user_id], "for no key update"),
    lockPerson(user_id),
    lockInvitationOf(workspace_id, user_id),
  ]);
  if (workspace && person && invitation) return { workspace, person, invitation };
  throw new Problem(
    "not_found",
    "There is no invitation to this workspace for your email address.",
  );
}

function sourceOf({ principal, origin }: Invited, { workspace_id }: { workspace_id: string }) {
  return { workspace_id, actor: { id: principal.user_id }, origin };
}
