import { randomUUIDv7 } from "node:crypto";
import type { z } from "zod";
import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { DeferredResponse } from "../contract/handlers.ts";
import type { Tx } from "../db/transaction.ts";
import { type LabelNames, labelsToAdd, resolveLabels } from "../labels/label-names.ts";
import { insertLabels, labelIsUnique } from "../labels/queries.ts";
import { Problem } from "../problems.ts";
import type { LockedProject } from "../projects/queries.ts";
import { requireActiveProject } from "../projects/require-active.ts";
import { wordsOfTicket } from "../search/document.ts";
import { loadWorkflow } from "../workflows/load.ts";
import { checkAssignee } from "./fields/assignee.ts";
import { checkExternalId } from "./fields/external-id.ts";
import { checkMetadataSize } from "./fields/metadata.ts";
import { createShape } from "./fields/ticket-fields.ts";
import { assignedToTicket, externalIdIsUnique, insertTicket, type NewTicket } from "./queries.ts";
import { recordCreation } from "./record.ts";
import type { CreateTicketBody } from "./schemas.ts";
import type { EditableFields, Ticket } from "./ticket.ts";

type Draft = z.output<typeof CreateTicketBody>;

/**
 * Creates a ticket in a project that is locked against archiving, in the initial status of its
 * workflow, with the actor as reporter. Throws `not_found`, `project_archived`,
 * `assignee_not_member`, `external_id_taken`, `metadata_too_large`, `label_busy`.
 *
 * The project's counter is locked from the statement that assigns the number until COMMIT, so both
 * are in the last batch: number, key and times are known once it has returned.
 */
export async function createTicket(
  tx: Tx,
  context: WorkspaceContext,
  project: LockedProject | undefined,
  draft: Draft,
  labelNames: LabelNames = resolveLabels([]),
): Promise<DeferredResponse<Ticket>> {
  const { workspace_id } = context;
  checkMetadataSize(draft.metadata);
  checkAssignee(context, draft.assignee_id);
  if (!project) throw new Problem("not_found", "This workspace has no such project.");
  requireActiveProject(project);
  const workflow = await loadWorkflow(tx, { workspace_id, id: project.workflow_id });
  await checkExternalId(tx, workspace_id, draft.external_id);

  const labels = labelsToAdd(draft.labels, labelNames);
  const ticket = newTicket(context, project.id, {
    draft: { ...draft, labels },
    status: workflow.initial_status,
  });
  if (labels.length > 0) {
    tx.defer(insertLabels(workspace_id, labels), { uniqueBy: labelIsUnique });
  }
  const derived = { workflow_id: workflow.id, words: wordsOfTicket(ticket) };
  const inserted = tx.defer(insertTicket(ticket, derived), { uniqueBy: externalIdIsUnique });
  recordCreation(tx, context, project, ticket);
  return {
    complete() {
      const [row] = inserted();
      if (!row) throw new Error(`The project ${project.id} has no counter.`);
      return row;
    },
    known: ticket,
    assigned: assignedToTicket(ticket, project),
  };
}

/** The ticket to insert, with null for what the database assigns. */
function newTicket(
  { workspace_id, actor, texts }: WorkspaceContext,
  project_id: string,
  { draft, status }: { draft: Draft; status: string },
): NewTicket {
  const fields = fieldsOf(draft);
  const described = fields.description === null ? undefined : texts.render(fields.description);
  return {
    id: randomUUIDv7(),
    workspace_id,
    project_id,
    number: null,
    key: null,
    ...fields,
    status,
    labels: draft.labels,
    resolution: null,
    lease_expires_at: null,
    returned_at: null,
    description_html: described?.html ?? null,
    mentions: described?.mentions ?? [],
    claimed_at: null,
    deleted_at: null,
    deleted_by: null,
    reporter_id: actor.id,
    version: 1,
    created_at: null,
    updated_at: null,
  };
}

/** What a draft says of each field; an operation of a bulk has more than that. */
function fieldsOf(draft: Draft): EditableFields {
  const names = Object.keys(createShape) as (keyof EditableFields)[];
  return Object.fromEntries(names.map((name) => [name, draft[name]])) as unknown as EditableFields;
}
