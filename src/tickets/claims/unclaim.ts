import type { WorkspaceContext } from "../../auth/workspace-context.ts";
import type { Tx } from "../../db/transaction.ts";
import type { ExpectedVersion } from "../../versions.ts";
import { changeTicket } from "../change.ts";
import type { LockedTicketInProject } from "../lock-ticket.ts";
import { checkTicketVersion } from "../lock-ticket.ts";
import { recordTicketEvent } from "../record.ts";
import type { Ticket } from "../ticket.ts";

/**
 * Unassigns a ticket without changing its status; does nothing if it is unassigned. Throws
 * `not_found`, `project_archived`, `version_mismatch`, and `forbidden` if it is assigned to another
 * member and the actor may not release it.
 */
export async function unclaimTicket(
  tx: Tx,
  context: WorkspaceContext,
  locked: LockedTicketInProject,
  { expected }: { expected?: ExpectedVersion | undefined } = {},
): Promise<Ticket> {
  const { ticket } = locked;
  if (ticket.assignee_id === null) return ticket;

  checkTicketVersion(ticket, expected);
  if (ticket.assignee_id !== context.actor.id) context.actor.require("ticket:release_any");
  const released = changeTicket(tx, locked, { assignee_id: null });
  recordTicketEvent(tx, context, "ticket.released", { before: ticket, after: released });
  return released;
}
