import type { Tx } from "../../db/transaction.ts";
import type { LockedTicket } from "../lock-ticket.ts";
import type { ChangesExceptTexts } from "../ticket.ts";
import { isTicketDone } from "./queries.ts";

/**
 * How a ticket loses an assignee who left: with a lease it returns to the queue, as it would when the
 * lease runs out. A ticket that is done does not return.
 */
export async function withoutAssignee(
  tx: Tx,
  { ticket, locked_at }: LockedTicket,
): Promise<ChangesExceptTexts> {
  const returns = ticket.lease_expires_at !== null && !(await isTicketDone(tx, ticket));
  return { assignee_id: null, returned_at: returns ? locked_at : null };
}
