import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import type { ExpectedVersion } from "../versions.ts";
import { changeTicketBy } from "./change.ts";
import { type Patch, validatePatch } from "./fields/patch.ts";
import type { LockedTicketInProject } from "./lock-ticket.ts";
import { checkTicketVersion } from "./lock-ticket.ts";
import { recordTicketEvent } from "./record.ts";
import type { Ticket } from "./ticket.ts";

/**
 * Changes the fields that the patch names. Throws `not_found`, `project_archived`,
 * `version_mismatch`, `assignee_not_member`, `external_id_taken`, `metadata_too_large`.
 */
export async function editTicket(
  tx: Tx,
  context: WorkspaceContext,
  locked: LockedTicketInProject,
  { patch, expected }: { patch: Patch; expected?: ExpectedVersion | undefined },
): Promise<Ticket> {
  const { ticket } = locked;
  checkTicketVersion(ticket, expected);
  const changes = await validatePatch(tx, context, ticket, patch);
  if (Object.keys(changes).length === 0) return ticket;

  const edited = changeTicketBy(tx, context.actor, locked, changes);
  recordTicketEvent(tx, context, "ticket.updated", { before: ticket, after: edited });
  return edited;
}
