import type { Tx } from "../db/transaction.ts";
import { withClaimFields } from "./claims/claim-fields.ts";
import type { LockedTicket } from "./lock-ticket.ts";
import { externalIdIsUnique, updateTicket } from "./queries.ts";
import type { Ticket, TicketChanges } from "./ticket.ts";

/**
 * Queues the update of a locked ticket, with what it means for a claim, and returns the ticket as
 * it will be. The ticket was read under its lock, so it does not have to be read again.
 */
export function changeTicket(
  tx: Tx,
  { ticket, locked_at }: LockedTicket,
  requested: TicketChanges,
): Ticket {
  const changes = withClaimFields(ticket, requested);
  tx.defer(updateTicket(ticket, changes, locked_at), { uniqueBy: externalIdIsUnique });
  return { ...ticket, ...changes, version: ticket.version + 1, updated_at: locked_at };
}
