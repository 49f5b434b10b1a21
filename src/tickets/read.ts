import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Page } from "../contract/page.ts";
import { type Cursors, cursorOfAnotherList } from "../db/cursor.ts";
import type { Queryable } from "../db/pool.ts";
import type { Sql } from "../db/sql.ts";
import { findProject } from "../projects/queries.ts";
import { loadWorkflow } from "../workflows/load.ts";
import type { WorkflowTransition } from "../workflows/workflow.ts";
import { listStatusChanges, type StatusChange } from "./history-queries.ts";
import { inTheTrash, noSuchTicket } from "./lock-ticket.ts";
import { findTicket } from "./queries.ts";
import type { Ticket } from "./ticket.ts";
import type { TicketRef } from "./ticket-ref.ts";
import { allowedTransitions } from "./workflow-transition.ts";

/** Returns the ticket. Throws `not_found`, also if it is in the trash. */
export function requireFound(ticket: Ticket | undefined): Ticket {
  if (!ticket) throw noSuchTicket();
  if (ticket.deleted_at !== null) throw inTheTrash();
  return ticket;
}

/** Reads one ticket. Throws `not_found`. */
export async function readTicket(
  db: Queryable,
  { workspace_id }: WorkspaceContext,
  ref: TicketRef,
): Promise<Ticket> {
  const [ticket] = await db.query(findTicket(workspace_id, ref));
  return requireFound(ticket);
}

/**
 * The transitions that the actor may make now. None in an archived project, and none without the
 * permission.
 */
export async function readAllowedTransitions(
  db: Queryable,
  context: WorkspaceContext,
  ref: TicketRef,
): Promise<Omit<WorkflowTransition, "from" | "permission">[]> {
  const { workspace_id, project_id, ...ticket } = await readTicket(db, context, ref);
  const project = await findProject(db, { workspace_id, id: project_id });
  if (!project || project.archived_at !== null) return [];
  const workflow = await loadWorkflow(db, { workspace_id, id: project.workflow_id });
  return allowedTransitions(context, workflow, ticket).map(
    ({ to, reason_required, resolution_required }) => ({
      to,
      reason_required,
      resolution_required,
    }),
  );
}

interface HistoryRequest {
  workspace_id: string;
  cursors: Cursors;
  query: { cursor?: string | undefined; limit: number };
}

/**
 * The rows of a page of a ticket's history, oldest first. Throws `invalid_request` for a cursor of
 * another list.
 */
export function historyQuery(request: HistoryRequest, ref: TicketRef): Sql<StatusChange> {
  const after = Number(openHistoryCursor(request)?.sequence ?? 0);
  return listStatusChanges(request.workspace_id, ref, { after, limit: request.query.limit + 1 });
}

/**
 * The page with these rows. A cursor is valid for the ticket it was made for, whether that is named
 * by ID or by key.
 */
export function toHistoryPage(
  request: HistoryRequest,
  ticket: Ticket,
  rows: readonly StatusChange[],
): Page<StatusChange> {
  const { cursors, query, workspace_id } = request;
  const from = openHistoryCursor(request);
  if (from && from.ticket_id !== ticket.id) throw cursorOfAnotherList();
  const last = rows.length > query.limit ? rows[query.limit - 1] : undefined;
  return {
    data: rows.slice(0, query.limit),
    next_cursor: last
      ? cursors.seal(bindingOf(workspace_id), [ticket.id, String(last.sequence)])
      : null,
  };
}

function openHistoryCursor({ workspace_id, cursors, query: { cursor } }: HistoryRequest) {
  if (cursor === undefined) return undefined;
  const [ticket_id, sequence] = cursors.open(bindingOf(workspace_id), cursor);
  return { ticket_id, sequence };
}

function bindingOf(workspace_id: string): string {
  return JSON.stringify(["history", 2, workspace_id]);
}
