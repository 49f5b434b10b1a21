import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { checkVersion, type ExpectedVersion } from "../versions.ts";
import { changeTicket } from "./change.ts";
import type { LockedTicketInProject } from "./lock-ticket.ts";
import { recordTicketEvent } from "./record.ts";

/**
 * Puts a ticket into the trash. It is locked `for update`, so that a comment on its way waits and then finds
 * nothing. Throws `not_found` (for what is in the trash already, too), `project_archived`,
 * `version_mismatch`.
 */
export async function deleteTicket(
  tx: Tx,
  context: WorkspaceContext,
  locked: LockedTicketInProject,
  { expected }: { expected?: ExpectedVersion | undefined } = {},
): Promise<void> {
  const { ticket, locked_at } = locked;
  checkVersion(ticket, expected);
  const deleted = changeTicket(tx, locked, { deleted_at: locked_at });
  recordTicketEvent(tx, context, "ticket.deleted", { before: ticket, after: deleted });
}
