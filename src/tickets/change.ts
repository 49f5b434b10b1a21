import type { Tx } from "../db/transaction.ts";
import type { LockedTicket } from "./lock-ticket.ts";
import { externalIdIsUnique, updateTicket } from "./queries.ts";
import type { Ticket, TicketChanges } from "./ticket.ts";

/**
 * Has the changes of a ticket that is held written, and gives the ticket as it then is. It was read under its
 * lock, so nothing has to be read again.
 */
export function changeTicket(
  tx: Tx,
  { ticket, locked_at }: LockedTicket,
  changes: TicketChanges,
): Ticket {
  tx.defer(updateTicket(ticket, changes, locked_at), { uniqueBy: externalIdIsUnique });
  return { ...ticket, ...changes, version: ticket.version + 1, updated_at: locked_at };
}
