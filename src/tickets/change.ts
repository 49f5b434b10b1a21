import type { Tx } from "../db/transaction.ts";
import { wordsOfTicket } from "../search/document.ts";
import { putDocument } from "../search/queries.ts";
import { withClaimFields } from "./claims/claim-fields.ts";
import type { LockedTicket } from "./lock-ticket.ts";
import { externalIdIsUnique, hasOtherText, updateTicket } from "./queries.ts";
import type { ChangesExceptTexts, Ticket, TicketChanges } from "./ticket.ts";
import { keepTicketVersion } from "./versions/queries.ts";

/** Changes a locked ticket as `changeTicketBy` does, except its texts. */
export function changeTicket(tx: Tx, locked: LockedTicket, requested: ChangesExceptTexts): Ticket {
  return applyChanges(tx, locked, requested);
}

/** Changes a locked ticket, and keeps the title and description that the actor replaces. */
export function changeTicketBy(
  tx: Tx,
  actor: { id: string } | null,
  locked: LockedTicket,
  requested: TicketChanges,
): Ticket {
  if (hasOtherText(requested)) {
    const edit = { by: actor?.id ?? null, at: locked.locked_at };
    tx.defer(keepTicketVersion(locked.ticket, edit));
  }
  return applyChanges(tx, locked, requested);
}

/**
 * Queues the update of a locked ticket and of its words, with what it means for a claim, and
 * returns the ticket as it will be. The ticket was read under its lock, so it does not have to be
 * read again.
 */
function applyChanges(
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
