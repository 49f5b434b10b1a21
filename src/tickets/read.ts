import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Page } from "../contract/page.ts";
import type { Cursors } from "../db/cursor.ts";
import type { Queryable } from "../db/pool.ts";
import { findProject } from "../projects/queries.ts";
import { loadWorkflow } from "../workflows/load.ts";
import type { WorkflowTransition } from "../workflows/workflow.ts";
import { listStatusChanges, type StatusChange } from "./history-queries.ts";
import { inTheTrash, noSuchTicket } from "./lock-ticket.ts";
import { findTicket, findTicketPlace } from "./queries.ts";
import type { Ticket, TicketRef } from "./ticket.ts";
import { allowedTransitions } from "./workflow-transition.ts";

/** Throws `not_found`, also for what is in the trash, which the list shows. */
export async function readTicket(
  db: Queryable,
  context: WorkspaceContext,
  ref: TicketRef,
): Promise<Ticket> {
  const ticket = await findTicket(db, context.workspace_id, ref);
  if (ticket) return ticket;
  throw (await findTicketPlace(db, context.workspace_id, ref)) ? inTheTrash() : noSuchTicket();
}

/** The transitions that the actor may take now; none in an archived project, and none for who may not move it. */
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

/** The transitions that were taken, oldest first. */
export async function readHistory(
  db: Queryable,
  context: WorkspaceContext,
  ref: TicketRef,
  { cursors, cursor, limit }: { cursors: Cursors; cursor?: string | undefined; limit: number },
): Promise<Page<StatusChange>> {
  const ticket = await readTicket(db, context, ref);
  const binding = JSON.stringify(["history", 1, ticket.workspace_id, ticket.id]);
  const after = cursor === undefined ? 0 : Number(cursors.open(binding, cursor)[0]);
  const rows = await listStatusChanges(db, ticket, { after, limit: limit + 1 });
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    data: rows.slice(0, limit),
    next_cursor: last ? cursors.seal(binding, [String(last.sequence)]) : null,
  };
}
