import type { z } from "zod";
import type { WorkspaceContext } from "../auth/workspace-context.ts";
import { createComment } from "../comments/create.ts";
import type { Tx } from "../db/transaction.ts";
import type { ExpectedVersion } from "../versions.ts";
import { loadWorkflow } from "../workflows/load.ts";
import { type Patch, validatePatch } from "./fields/patch.ts";
import type { LockedTicketInProject } from "./lock-ticket.ts";
import { checkTicketVersion } from "./lock-ticket.ts";
import { recordTicketEvent } from "./record.ts";
import type { TransitionTicketBody } from "./schemas.ts";
import type { Ticket } from "./ticket.ts";
import { applyTransition, validateTransition } from "./workflow-transition.ts";

type TransitionInput = z.output<typeof TransitionTicketBody>;

/**
 * Moves a ticket along one transition of its project's workflow, and records who moved it and why.
 * In the same transaction, changes fields and adds a comment. Throws what `editTicket` throws,
 * `invalid_transition` (with the `allowed` ones), `forbidden`, `reason_required`,
 * `resolution_required`, `resolution_not_allowed`.
 */
export async function transitionTicket(
  tx: Tx,
  context: WorkspaceContext,
  locked: LockedTicketInProject,
  { expected, ...requested }: TransitionInput & { expected?: ExpectedVersion | undefined },
): Promise<Ticket> {
  const { actor, workspace_id } = context;
  const { ticket, project } = locked;
  const patch = patchOf(requested);
  if (patch) actor.require("ticket:edit");
  if (requested.comment !== undefined) actor.require("comment:create");
  checkTicketVersion(ticket, expected);
  const workflow = await loadWorkflow(tx, { workspace_id, id: project.workflow_id });
  const transition = validateTransition(context, workflow, ticket, requested);
  const fields = patch && (await validatePatch(tx, context, ticket, patch, pointersOf(requested)));

  const moved = applyTransition(tx, context, locked, { transition, fields });
  recordTicketEvent(tx, context, "ticket.transitioned", {
    before: ticket,
    after: moved,
    reason: transition.reason,
  });
  if (requested.comment !== undefined)
    createComment(tx, context, { ...locked, ticket: moved }, { body: requested.comment });
  return moved;
}

/** The fields to change with the status; undefined if there are none. */
function patchOf({ assignee_id, fields }: TransitionInput): Patch | undefined {
  if (assignee_id === undefined) return fields;
  return { ...fields, assignee_id };
}

function pointersOf({ fields }: TransitionInput): { assignee_id?: string } {
  return fields?.assignee_id === undefined ? {} : { assignee_id: "/fields/assignee_id" };
}
