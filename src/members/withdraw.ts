import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import { Problem } from "../problems.ts";
import { deleteInvitation } from "./invitation-queries.ts";

/** Deletes an invitation. Throws `not_found`, also if it was just accepted. */
export async function withdrawInvitation(
  tx: Tx,
  context: WorkspaceContext,
  { id }: { id: string },
): Promise<void> {
  const { workspace_id } = context;
  const [invitation] = await tx.query(deleteInvitation({ workspace_id, id }));
  if (!invitation) throw new Problem("not_found", "This workspace has no such invitation.");
  recordEvent(tx, context, {
    type: "invitation.withdrawn",
    subject: { type: "invitation", id: invitation.id },
    data: { role: invitation.role },
    personal: { email: invitation.email },
  });
}
