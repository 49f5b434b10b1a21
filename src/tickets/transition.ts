import type { Scope } from "../auth/scope.ts";
import { pipeline, type Tx } from "../db/transaction.ts";
import { Problem } from "../problems.ts";
import { type ExpectedVersion, mustMatch } from "../versions.ts";
import { loadWorkflow } from "../workflows/load.ts";
import { categoryOf, stepsFrom, type Workflow, type WorkflowStep } from "../workflows/workflow.ts";
import { appendStatusHistory } from "./history-queries.ts";
import { holdTicket } from "./hold.ts";
import { setTicketStatus } from "./queries.ts";
import { recordTicketEvent } from "./record.ts";
import type { Resolution, Ticket, TicketRef } from "./ticket.ts";

export interface StepWanted {
  to: string;
  reason?: string | undefined;
  resolution?: Resolution | undefined;
}

/**
 * Moves a ticket one step along its project's workflow, and records who moved it and why. Throws
 * `not_found`, `project_archived`, `version_mismatch`, `invalid_transition` (with what is `allowed`),
 * `forbidden`, `reason_required`, `resolution_required`, `resolution_not_allowed`.
 */
export async function transitionTicket(
  tx: Tx,
  scope: Scope,
  ref: TicketRef,
  { expected, ...wanted }: StepWanted & { expected?: ExpectedVersion | undefined },
): Promise<Ticket> {
  const { actor, workspace_id } = scope;
  const { ticket, project } = await holdTicket(tx, scope, ref, "for no key update");
  mustMatch(ticket, expected);
  const workflow = await loadWorkflow(tx, { workspace_id, id: project.workflow_id });
  const step = judgeStep(scope, workflow, ticket, wanted);

  const resolution = resolutionAfter(workflow, ticket, wanted);
  const [, [moved]] = await pipeline(tx, [
    appendStatusHistory(ticket, {
      workflow_id: workflow.id,
      from_status: step.from,
      to_status: step.to,
      actor_id: actor.id,
      reason: wanted.reason ?? null,
    }),
    setTicketStatus(ticket, { status: step.to, resolution }),
  ]);
  if (!moved) throw new Error(`The ticket ${ticket.id} has vanished while it was held.`);

  recordTicketEvent(tx, scope, "ticket.transitioned", {
    before: ticket,
    after: moved,
    reason: wanted.reason ?? null,
  });
  return moved;
}

/** The steps that the actor may take from where the ticket stands. */
export function allowedSteps(
  { actor }: Scope,
  workflow: Workflow,
  { status }: Pick<Ticket, "status">,
): WorkflowStep[] {
  return stepsFrom(workflow, status).filter(({ permission }) => actor.may(permission));
}

function judgeStep(
  scope: Scope,
  workflow: Workflow,
  ticket: Ticket,
  wanted: StepWanted,
): WorkflowStep {
  const { status: from } = ticket;
  const step = stepsFrom(workflow, from).find(({ to }) => to === wanted.to);
  if (!step) {
    const allowed = allowedSteps(scope, workflow, ticket).map(({ to }) => to);
    const ways = allowed.length > 0 ? ` From there you may go to ${allowed.join(", ")}.` : "";
    throw new Problem("invalid_transition", whyNoStep(workflow, from, wanted.to) + ways, {
      from,
      to: wanted.to,
      allowed,
    });
  }
  scope.actor.mustHave(step.permission);
  if (step.reason_required && wanted.reason === undefined) {
    throw new Problem("reason_required", `Say why it goes from ${from} to ${step.to}.`);
  }
  if (step.resolution_required && wanted.resolution === undefined) {
    throw new Problem("resolution_required", `Say how it ended: ${from} to ${step.to} needs that.`);
  }
  if (wanted.resolution !== undefined && categoryOf(workflow, step.to) !== "done") {
    throw new Problem("resolution_not_allowed", `${step.to} is no end, so it has no resolution.`);
  }
  return step;
}

function whyNoStep({ statuses }: Workflow, from: string, to: string): string {
  if (from === to) return `The ticket stands on ${to} already.`;
  if (statuses.some(({ status }) => status === to)) {
    return `A ticket cannot go from ${from} to ${to}.`;
  }
  return `This workflow has no status ${to}; the ticket stands on ${from}.`;
}

/** A resolution stays while the ticket is done, and is gone when it is taken up again. */
function resolutionAfter(workflow: Workflow, ticket: Ticket, { to, resolution }: StepWanted) {
  if (categoryOf(workflow, to) !== "done") return null;
  return resolution ?? ticket.resolution;
}
