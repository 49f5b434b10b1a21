import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import type { ExpectedVersion } from "../versions.ts";
import { changeTicket } from "./change.ts";
import type { LockedTicketInProject } from "./lock-ticket.ts";
import { checkTicketVersion } from "./lock-ticket.ts";
import { recordTicketEvent } from "./record.ts";

/**
 * Moves a ticket to the trash. Its lock is `for update`, so that a concurrent comment waits and
 * then finds no ticket. Throws `not_found` (also if it is in the trash already),
 * `project_archived`, `version_mismatch`.
 */
export async function deleteTicket(
  tx: Tx,
  context: WorkspaceContext,
  locked: LockedTicketInProject,
  { expected }: { expected?: ExpectedVersion | undefined } = {},
): Promise<void> {
  const { ticket, locked_at } = locked;
  checkTicketVersion(ticket, expected);
  const deleted = changeTicket(tx, locked, { deleted_at: locked_at, deleted_by: context.actor.id });
  recordTicketEvent(tx, context, "ticket.deleted", { before: ticket, after: deleted });
}
