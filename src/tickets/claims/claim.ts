import type { WorkspaceContext } from "../../auth/workspace-context.ts";
import type { Tx } from "../../db/transaction.ts";
import { Problem } from "../../problems.ts";
import { checkVersion, type ExpectedVersion } from "../../versions.ts";
import { loadWorkflow } from "../../workflows/load.ts";
import { categoryOf, type Workflow } from "../../workflows/workflow.ts";
import { changeTicket } from "../change.ts";
import { type LockedTicket, type LockedTicketInProject, lockTicket } from "../lock-ticket.ts";
import { recordTicketEvent } from "../record.ts";
import type { Ticket, TicketRef } from "../ticket.ts";
import { allowedSteps, judgeStep, takeStep } from "../workflow-transition.ts";

/**
 * Makes a ticket the actor's own and begins it, where nobody has it. For who holds it already it is
 * answered as it is, whatever version they expect: nothing would change. Throws `not_found`,
 * `project_archived`, `version_mismatch`, `already_claimed`.
 */
export async function claimTicket(
  tx: Tx,
  context: WorkspaceContext,
  ref: TicketRef,
  { expected }: { expected?: ExpectedVersion | undefined } = {},
): Promise<Ticket> {
  const locked = await lockTicket(tx, context, ref, "for no key update");
  const { ticket } = locked;
  const step = await beginning(tx, context, locked);
  if (ticket.assignee_id === context.actor.id && !step) return ticket;

  checkVersion(ticket, expected);
  if (ticket.assignee_id !== null && ticket.assignee_id !== context.actor.id) {
    throw new Problem("already_claimed", "Somebody else has this ticket.", {
      assignee_id: ticket.assignee_id,
    });
  }
  return takeTicket(tx, context, locked, step);
}

/** Makes a ticket the actor's own that is held and free, and begins it. */
export async function takeFreeTicket(
  tx: Tx,
  context: WorkspaceContext,
  locked: LockedTicketInProject,
): Promise<Ticket> {
  return takeTicket(tx, context, locked, await beginning(tx, context, locked));
}

function takeTicket(
  tx: Tx,
  context: WorkspaceContext,
  locked: LockedTicket,
  step: Beginning,
): Ticket {
  // The actor's member row is held, so no removal can be overlooked here.
  const fields = { assignee_id: context.actor.id };
  const claimed = step
    ? takeStep(tx, context, locked, { step, fields })
    : changeTicket(tx, locked, fields);
  recordTicketEvent(tx, context, "ticket.claimed", { before: locked.ticket, after: claimed });
  return claimed;
}

type Beginning = ReturnType<typeof judgeStep> | undefined;

/**
 * The step by which a claim begins a ticket: from a `todo` status to the first `doing` one. A step that the
 * actor may not take, or that would have to be explained, is none; the status then stays.
 */
async function beginning(
  tx: Tx,
  context: WorkspaceContext,
  { ticket, project }: LockedTicketInProject,
): Promise<Beginning> {
  const { workspace_id } = context;
  const workflow = await loadWorkflow(tx, { workspace_id, id: project.workflow_id });
  if (categoryOf(workflow, ticket.status) !== "todo") return undefined;
  const to = firstDoing(context, workflow, ticket);
  return to === undefined ? undefined : judgeStep(context, workflow, ticket, { to });
}

function firstDoing(
  context: WorkspaceContext,
  workflow: Workflow,
  ticket: Ticket,
): string | undefined {
  const silent = allowedSteps(context, workflow, ticket)
    .filter(({ reason_required, resolution_required }) => !reason_required && !resolution_required)
    .map(({ to }) => to);
  return workflow.statuses.find(
    ({ status, category }) => category === "doing" && silent.includes(status),
  )?.status;
}
