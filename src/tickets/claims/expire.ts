import type { Tx } from "../../db/transaction.ts";
import { systemOrigin } from "../../events/record.ts";
import { changeTicket } from "../change.ts";
import { toLockedTicket } from "../lock-ticket.ts";
import { recordTicketEvent } from "../record.ts";
import type { TicketKey } from "../ticket.ts";
import { withoutAssignee } from "./claim-fields.ts";
import { lockExpiredClaim } from "./queries.ts";

/**
 * Unassigns a ticket whose lease has run out, and returns it to the queue in its status. Does
 * nothing if the lease was renewed or ended in the meantime, or another transaction has locked the
 * ticket, and returns false. Its project is not locked, because claims end in archived projects too.
 */
export async function expireClaim(tx: Tx, key: TicketKey): Promise<boolean> {
  const [row] = await tx.query(lockExpiredClaim(key));
  if (!row) return false;
  const locked = toLockedTicket(row);
  const { ticket, locked_at } = locked;
  const { workspace_id } = ticket;
  const returned = changeTicket(tx, locked, withoutAssignee(ticket, locked_at));
  recordTicketEvent(tx, { workspace_id, actor: null, origin: systemOrigin }, "ticket.released", {
    before: ticket,
    after: returned,
    cause: "lease_expired",
  });
  return true;
}
