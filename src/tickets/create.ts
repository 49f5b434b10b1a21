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
import { insertTicket, nameLabels } from "./queries.ts";
import { recordTicketEvent } from "./record.ts";
import type { CreateTicketBody } from "./schemas.ts";
import type { Ticket } from "./ticket.ts";

/**
 * Makes a ticket in a project, in the initial status of its workflow, reported by the actor. Throws
 * `not_found`, `project_archived`, `assignee_not_member`, `external_id_taken`, `metadata_too_large`.
 */
export async function createTicket(
  tx: Tx,
  scope: Scope,
  project_id: string,
  draft: z.output<typeof CreateTicketBody>,
): Promise<Ticket> {
  const { workspace_id, actor } = scope;
  const { assignee_id = null, external_id = null, description = null, due_on = null } = draft;
  mustBeAssignable(scope, assignee_id);
  const metadata = mustFit(draft.metadata);
  const labels = [...new Set(draft.labels)].sort();

  const [project] = await tx.query(lockProject({ workspace_id, id: project_id }));
  if (!project) throw new Problem("not_found", "There is no such project in this workspace.");
  mustBeActive(project);
  const workflow = await loadWorkflow(tx, { workspace_id, id: project.workflow_id });
  await mustBeFree(tx, workspace_id, external_id);

  if (labels.length > 0) await tx.query(nameLabels(workspace_id, labels));
  const ticket = await insertTicket(tx, {
    workspace_id,
    id: randomUUIDv7(),
    project_id,
    workflow_id: workflow.id,
    initial_status: workflow.initial_status,
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
  });

  recordTicketEvent(tx, scope, "ticket.created", { after: ticket });
  return ticket;
}
