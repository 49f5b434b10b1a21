import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { isActiveMember } from "../members/queries.ts";
import { requireActiveProject } from "../projects/require-active.ts";
import type { ExpectedVersion } from "../versions.ts";
import { changeTicket } from "./change.ts";
import { withoutAssignee } from "./claims/lose-assignee.ts";
import type { LockedTicketInProject } from "./lock-ticket.ts";
import { checkTicketVersion } from "./lock-ticket.ts";
import { recordTicketEvent } from "./record.ts";
import type { Ticket } from "./ticket.ts";

/**
 * Moves a ticket out of the trash; does nothing if it is not there. Clears an assignee who has left
 * the workspace. Throws `not_found`, `project_archived`, `version_mismatch`.
 */
export async function restoreTicket(
  tx: Tx,
  context: WorkspaceContext,
  locked: LockedTicketInProject,
  { expected }: { expected?: ExpectedVersion | undefined } = {},
): Promise<Ticket> {
  const { ticket, project } = locked;
  requireActiveProject(project);
  checkTicketVersion(ticket, expected);
  if (ticket.deleted_at === null) return ticket;

  const { assignee_id, workspace_id } = ticket;
  const hasAssignee =
    assignee_id !== null && (await isActiveMember(tx, { workspace_id, user_id: assignee_id }));
  const restored = changeTicket(tx, locked, {
    deleted_at: null,
    deleted_by: null,
    ...(assignee_id !== null && !hasAssignee && (await withoutAssignee(tx, locked))),
  });
  recordTicketEvent(tx, context, "ticket.restored", { before: ticket, after: restored });
  return restored;
}
