import type { Origin, WorkspaceContext } from "../../auth/workspace-context.ts";
import type { Tx } from "../../db/transaction.ts";
import type { WithdrawalCause } from "../../events/catalogue/event-data.ts";
import { type EventSource, recordEvent } from "../../events/record.ts";
import { Problem } from "../../problems.ts";
import {
  deleteInvitation,
  deleteInvitationsBy,
  deleteInvitationsOfMember,
  type Invitation,
} from "./invitation-queries.ts";

/** Deletes an invitation. Throws `not_found`, also if it was just accepted. */
export async function withdrawInvitation(
  tx: Tx,
  context: WorkspaceContext,
  { id }: { id: string },
): Promise<void> {
  const { workspace_id } = context;
  const [invitation] = await tx.query(deleteInvitation({ workspace_id, id }));
  if (!invitation) throw new Problem("not_found", "This workspace has no such invitation.");
  recordWithdrawal(tx, context, invitation);
}

/**
 * Withdraws every invitation that a member gave who is no longer an admin. The workspace's row must
 * be locked: then none of them is being accepted, and this member is not giving another one.
 */
export async function withdrawInvitationsBy(
  tx: Tx,
  source: EventSource & { workspace_id: string },
  user_id: string,
): Promise<void> {
  const { workspace_id } = source;
  for (const invitation of await tx.query(deleteInvitationsBy({ workspace_id, user_id }))) {
    recordWithdrawal(tx, source, invitation, "inviter_not_admin");
  }
}

/**
 * Withdraws the invitations to somebody's new address from workspaces that they are in already: they
 * could not change anything there. The account must be locked.
 */
export async function withdrawInvitationsOfMember(
  tx: Tx,
  { id: user_id, email }: { id: string; email: string },
  origin: Origin,
): Promise<void> {
  for (const invitation of await tx.query(deleteInvitationsOfMember({ user_id, email }))) {
    const { workspace_id } = invitation;
    const source = { workspace_id, actor: { id: user_id }, origin };
    recordWithdrawal(tx, source, invitation, "invitee_added");
  }
}

/** Records that an invitation was deleted; of an erased person without the address. */
export function recordWithdrawal(
  tx: Tx,
  source: EventSource,
  { id, email, role }: Invitation,
  cause?: WithdrawalCause,
): void {
  recordEvent(tx, source, {
    type: "invitation.withdrawn",
    subject: { type: "invitation", id },
    data: { role, ...(cause && { cause }) },
    personal: cause === "invitee_erased" ? {} : { email },
  });
}
