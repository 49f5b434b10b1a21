import { randomUUIDv7 } from "node:crypto";
import type { z } from "zod";
import type { Scope } from "../auth/scope.ts";
import type { Tx } from "../db/transaction.ts";
import { renderMarkdown } from "../markdown.ts";
import { Problem } from "../problems.ts";
import { mustBeActive } from "../projects/archived.ts";
import { lockProject } from "../projects/queries.ts";
import { loadWorkflow } from "../workflows/load.ts";
import { mustBeAssignable } from "./assignee.ts";
import { mustBeFree } from "./external-id.ts";
import { mustFit } from "./metadata.ts";
import { externalIdIsUnique, insertTicket, nameLabels } from "./queries.ts";
import { recordCreation } from "./record.ts";
import type { CreateTicketBody } from "./schemas.ts";
import type { Ticket } from "./ticket.ts";

/**
 * Makes a ticket in a project, in the initial status of its workflow, reported by the actor. Throws
 * `not_found`, `project_archived`, `assignee_not_member`, `external_id_taken`, `metadata_too_large`.
 *
 * The project's counter is held from the statement that draws the number to COMMIT, so nothing is waited for
 * between them: what is made is known when the last flight is back.
 */
export async function createTicket(
  tx: Tx,
  scope: Scope,
  project_id: string,
  draft: z.output<typeof CreateTicketBody>,
): Promise<() => Ticket> {
  const { workspace_id, actor } = scope;
  const { assignee_id = null, external_id = null, description = null, due_on = null } = draft;
  const metadata = mustFit(draft.metadata);
  const labels = [...new Set(draft.labels)].sort();

  const [project] = await tx.query(lockProject({ workspace_id, id: project_id }));
  mustBeAssignable(scope, assignee_id);
  if (!project) throw new Problem("not_found", "There is no such project in this workspace.");
  mustBeActive(project);
  const workflow = await loadWorkflow(tx, { workspace_id, id: project.workflow_id });
  await mustBeFree(tx, workspace_id, external_id);

  const ticket = {
    workspace_id,
    id: randomUUIDv7(),
    project_id,
    workflow_id: workflow.id,
    status: workflow.initial_status,
    reporter_id: actor.id,
    title: draft.title,
    description,
    description_html: description === null ? null : renderMarkdown(description),
    priority: draft.priority,
    assignee_id,
    due_on,
    labels,
    external_id,
    metadata,
  };
  if (labels.length > 0) tx.write(nameLabels(workspace_id, labels));
  const created = tx.write(insertTicket(ticket), { uniqueBy: externalIdIsUnique });
  recordCreation(tx, scope, project, ticket);
  return () => {
    const [row] = created();
    if (!row) throw new Error(`The project ${project_id} has no counter.`);
    return row;
  };
}
