import type { Tx } from "../../db/transaction.ts";
import { systemOrigin } from "../../events/record.ts";
import { changeTicket } from "../change.ts";
import { toLockedTicket } from "../lock-ticket.ts";
import { recordTicketEvent } from "../record.ts";
import type { TicketKey } from "../ticket.ts";
import { isTicketDone, lockExpiredClaim } from "./queries.ts";

/**
 * Unassigns a ticket whose lease has run out, and returns it to the queue in its status. A ticket that
 * is done, because its project has changed to another workflow, loses only the lease. Does
 * nothing if the lease was renewed or ended in the meantime, or another transaction has locked the
 * ticket, and returns false. Its project is not locked, because claims end in archived projects too.
 */
export async function expireClaim(tx: Tx, key: TicketKey): Promise<boolean> {
  const [row] = await tx.query(lockExpiredClaim(key));
  if (!row) return false;
  const locked = toLockedTicket(row);
  const { ticket } = locked;
  const source = { workspace_id: ticket.workspace_id, actor: null, origin: systemOrigin };
  const cause = "lease_expired";
  if (await isTicketDone(tx, ticket)) {
    const after = changeTicket(tx, locked, { lease_expires_at: null });
    recordTicketEvent(tx, source, "ticket.updated", { before: ticket, after, cause });
    return true;
  }
  const after = changeTicket(tx, locked, { assignee_id: null, returned_at: locked.locked_at });
  recordTicketEvent(tx, source, "ticket.released", { before: ticket, after, cause });
  return true;
}
