import type { Scope } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { type ExpectedVersion, mustMatch } from "../versions.ts";
import { changeTicket } from "./change.ts";
import { holdTicket } from "./lock-ticket.ts";
import { recordTicketEvent } from "./record.ts";
import type { TicketRef } from "./ticket.ts";

/**
 * Puts a ticket into the trash. It is locked `for update`, so that a comment on its way waits and then finds
 * nothing. Throws `not_found` (for what is in the trash already, too), `project_archived`,
 * `version_mismatch`.
 */
export async function deleteTicket(
  tx: Tx,
  scope: Scope,
  ref: TicketRef,
  { expected }: { expected?: ExpectedVersion | undefined } = {},
): Promise<void> {
  const held = await holdTicket(tx, scope, ref, "for update");
  const { ticket, held_at } = held;
  mustMatch(ticket, expected);
  const deleted = changeTicket(tx, held, { deleted_at: held_at });
  recordTicketEvent(tx, scope, "ticket.deleted", { before: ticket, after: deleted });
}
