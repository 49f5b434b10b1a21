import type { Scope } from "../auth/scope.ts";
import type { Tx } from "../db/transaction.ts";
import { type ExpectedVersion, mustMatch } from "../versions.ts";
import { holdTicket } from "./hold.ts";
import { setTicketDeleted } from "./queries.ts";
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
  const { ticket } = await holdTicket(tx, scope, ref, "for update");
  mustMatch(ticket, expected);
  const deleted = await setTicketDeleted(tx, ticket, {
    is_deleted: true,
    assignee_id: ticket.assignee_id,
  });
  recordTicketEvent(tx, scope, "ticket.deleted", { before: ticket, after: deleted });
}
