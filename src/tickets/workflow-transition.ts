import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { Problem } from "../problems.ts";
import {
  categoryOf,
  transitionsFrom,
  type Workflow,
  type WorkflowTransition,
} from "../workflows/workflow.ts";
import { changeTicketBy } from "./change.ts";
import type { Resolution } from "./enums.ts";
import { appendStatusHistory } from "./history-queries.ts";
import type { LockedTicket } from "./lock-ticket.ts";
import type { Ticket, TicketChanges } from "./ticket.ts";

export interface TransitionRequest {
  to: string;
  reason?: string | undefined;
  resolution?: Resolution | undefined;
}

/** A transition that was validated under the ticket's lock. */
export interface ValidTransition {
  workflow_id: string;
  from: string;
  to: string;
  reason: string | null;
  resolution: Resolution | null;
  /** Whether the work on the ticket ends with it. */
  is_done: boolean;
}

/**
 * Validates a transition from the status of a locked ticket. Throws `invalid_transition` (with the
 * `allowed` ones), `forbidden`, `reason_required`, `resolution_required`, `resolution_not_allowed`.
 */
export function validateTransition(
  context: WorkspaceContext,
  workflow: Workflow,
  ticket: Ticket,
  requested: TransitionRequest,
): ValidTransition {
  const { status: from } = ticket;
  const transition = transitionsFrom(workflow, from).find(({ to }) => to === requested.to);
  if (!transition) {
    const allowed = allowedTransitions(context, workflow, ticket).map(({ to }) => to);
    const ways = allowed.length > 0 ? ` Allowed: ${allowed.join(", ")}.` : "";
    throw new Problem(
      "invalid_transition",
      missingTransitionDetail(workflow, from, requested.to) + ways,
      {
        from,
        to: requested.to,
        allowed,
      },
    );
  }
  context.actor.require(transition.permission);
  const fault = transitionError(workflow, transition, requested);
  if (fault) throw fault;
  return {
    workflow_id: workflow.id,
    from,
    to: transition.to,
    reason: requested.reason ?? null,
    resolution: resolutionAfter(workflow, ticket, requested),
    is_done: categoryOf(workflow, transition.to) === "done",
  };
}

/** The transitions that the actor may make from the ticket's status. */
export function allowedTransitions(
  { actor }: WorkspaceContext,
  workflow: Workflow,
  { status }: Pick<Ticket, "status">,
): WorkflowTransition[] {
  return transitionsFrom(workflow, status).filter(({ permission }) => actor.may(permission));
}

/**
 * Applies a validated transition, and changes fields with it, so that the version rises by one for
 * both. A ticket that is done has no lease left that could return it to the queue.
 */
export function applyTransition(
  tx: Tx,
  { actor }: WorkspaceContext,
  locked: LockedTicket,
  { transition, fields = {} }: { transition: ValidTransition; fields?: TicketChanges | undefined },
): Ticket {
  const { workflow_id, from, to, reason, resolution, is_done } = transition;
  tx.defer(
    appendStatusHistory(locked.ticket, {
      workflow_id,
      from_status: from,
      to_status: to,
      actor_id: actor.id,
      reason,
    }),
  );
  return changeTicketBy(tx, actor, locked, {
    ...fields,
    status: to,
    resolution,
    ...(is_done && { lease_expires_at: null }),
  });
}

/** Checks what the workflow requires of a transition. */
function transitionError(
  workflow: Workflow,
  transition: WorkflowTransition,
  requested: TransitionRequest,
): Problem | undefined {
  const { from, to } = transition;
  if (transition.reason_required && requested.reason === undefined) {
    return new Problem(
      "reason_required",
      `The transition from ${from} to ${to} needs a reason. Send \`reason\`.`,
    );
  }
  if (transition.resolution_required && requested.resolution === undefined) {
    return new Problem(
      "resolution_required",
      `The transition from ${from} to ${to} needs a resolution. Send \`resolution\`.`,
    );
  }
  if (requested.resolution !== undefined && categoryOf(workflow, to) !== "done") {
    return new Problem(
      "resolution_not_allowed",
      `${to} is not a status of the category done. Leave out \`resolution\`.`,
    );
  }
  return undefined;
}

function missingTransitionDetail({ statuses }: Workflow, from: string, to: string): string {
  if (from === to) return `The ticket is already in the status ${to}.`;
  if (statuses.some(({ status }) => status === to)) {
    return `The workflow has no transition from ${from} to ${to}.`;
  }
  return `The workflow has no status ${to}. The ticket is in the status ${from}.`;
}

/** A resolution is kept while the ticket is done, and cleared when it is reopened. */
function resolutionAfter(
  workflow: Workflow,
  ticket: Ticket,
  { to, resolution }: TransitionRequest,
) {
  if (categoryOf(workflow, to) !== "done") return null;
  return resolution ?? ticket.resolution;
}
