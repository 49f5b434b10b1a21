import { randomUUIDv7 } from "node:crypto";
import type { z } from "zod";
import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { renderMarkdown } from "../markdown.ts";
import { Problem } from "../problems.ts";
import { lockProject } from "../projects/queries.ts";
import { requireActiveProject } from "../projects/require-active.ts";
import { loadWorkflow } from "../workflows/load.ts";
import { checkAssignee } from "./fields/assignee.ts";
import { checkExternalId } from "./fields/external-id.ts";
import { checkMetadataSize } from "./fields/metadata.ts";
import { externalIdIsUnique, insertTicket, type NewTicket, nameLabels } from "./queries.ts";
import { recordCreation } from "./record.ts";
import type { CreateTicketBody } from "./schemas.ts";
import type { Ticket } from "./ticket.ts";

type Draft = z.output<typeof CreateTicketBody>;

/**
 * Makes a ticket in a project, in the initial status of its workflow, reported by the actor. Throws
 * `not_found`, `project_archived`, `assignee_not_member`, `external_id_taken`, `metadata_too_large`.
 *
 * The project's counter is held from the statement that draws the number to COMMIT, so nothing is waited for
 * between them: what is made is known when the last batch is back.
 */
export async function createTicket(
  tx: Tx,
  context: WorkspaceContext,
  project_id: string,
  draft: Draft,
): Promise<() => Ticket> {
  const { workspace_id } = context;
  checkMetadataSize(draft.metadata);

  const [project] = await tx.query(lockProject({ workspace_id, id: project_id }));
  checkAssignee(context, draft.assignee_id);
  if (!project) throw new Problem("not_found", "There is no such project in this workspace.");
  requireActiveProject(project);
  const workflow = await loadWorkflow(tx, { workspace_id, id: project.workflow_id });
  await checkExternalId(tx, workspace_id, draft.external_id);

  const { initial_status: status, id: workflow_id } = workflow;
  const ticket = newTicket(context, { ...draft, project_id, workflow_id, status });
  if (ticket.labels.length > 0) tx.defer(nameLabels(workspace_id, ticket.labels));
  const created = tx.defer(insertTicket(ticket), { uniqueBy: externalIdIsUnique });
  recordCreation(tx, context, project, ticket);
  return () => {
    const [row] = created();
    if (!row) throw new Error(`The project ${project_id} has no counter.`);
    return row;
  };
}

/** The row that a ticket begins as; the database assigns its number and its times. */
function newTicket(
  { workspace_id, actor }: WorkspaceContext,
  draft: Draft & Pick<NewTicket, "project_id" | "workflow_id" | "status">,
): NewTicket {
  const { project_id, workflow_id, status } = draft;
  const { title, description = null, priority, metadata } = draft;
  return {
    workspace_id,
    id: randomUUIDv7(),
    project_id,
    workflow_id,
    status,
    reporter_id: actor.id,
    title,
    description,
    description_html: description === null ? null : renderMarkdown(description),
    priority,
    assignee_id: draft.assignee_id ?? null,
    due_on: draft.due_on ?? null,
    labels: [...new Set(draft.labels)].sort(),
    external_id: draft.external_id ?? null,
    metadata,
  };
}
