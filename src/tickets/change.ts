import type { Tx } from "../db/transaction.ts";
import { wordsOfTicket } from "../search/document.ts";
import { putDocument } from "../search/queries.ts";
import { withClaimFields } from "./claims/claim-fields.ts";
import type { LockedTicket } from "./lock-ticket.ts";
import { externalIdIsUnique, hasOtherText, updateTicket } from "./queries.ts";
import type { Ticket, TicketChanges } from "./ticket.ts";

/**
/**
 * Queues the update of a locked ticket and of its words, with what it means for a claim, and
 * returns the ticket as it will be. The ticket was read under its lock, so it does not have to be
 * read again.
 */
export function changeTicket(
  tx: Tx,
  { ticket, locked_at }: LockedTicket,
  requested: TicketChanges,
): Ticket {
  const changes = withClaimFields(ticket, requested);
  tx.defer(updateTicket(ticket, changes, locked_at), { uniqueBy: externalIdIsUnique });
  const changed = { ...ticket, ...changes, version: ticket.version + 1, updated_at: locked_at };
  if (hasOtherText(changes)) tx.defer(putDocument(documentOf(changed)));
  return changed;
}

function documentOf(ticket: Ticket) {
  const { workspace_id, id, created_at } = ticket;
  const words = wordsOfTicket(ticket);
  return { workspace_id, ticket_id: id, comment_id: null, created_at, words };
}
