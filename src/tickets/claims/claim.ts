import type { WorkspaceContext } from "../../auth/workspace-context.ts";
import type { Tx } from "../../db/transaction.ts";
import { Problem } from "../../problems.ts";
import type { ExpectedVersion } from "../../versions.ts";
import { loadWorkflow } from "../../workflows/load.ts";
import { categoryOf, type Workflow } from "../../workflows/workflow.ts";
import { changeTicket } from "../change.ts";
import type { LockedTicket, LockedTicketInProject } from "../lock-ticket.ts";
import { checkTicketVersion } from "../lock-ticket.ts";
import { recordTicketEvent } from "../record.ts";
import type { ChangesExceptTexts, Ticket } from "../ticket.ts";
import { allowedTransitions, applyTransition, validateTransition } from "../workflow-transition.ts";
import { endOfLease } from "./claim-fields.ts";

/** A claim with a lease ends by itself after that many seconds. A ticket that is done has none. */
export interface Lease {
  lease_seconds?: number | undefined;
}

/**
 * Assigns an unassigned ticket to the actor and starts it; with a lease, until that runs out. If it
 * is already the actor's and started, renews the lease, or without one returns it unchanged
 * whatever version is expected. Throws `not_found`, `project_archived`, `version_mismatch`,
 * `already_claimed`.
 */
export async function claimTicket(
  tx: Tx,
  context: WorkspaceContext,
  locked: LockedTicketInProject,
  { expected, ...lease }: Lease & { expected?: ExpectedVersion | undefined } = {},
): Promise<Ticket> {
  const { ticket } = locked;
  const start = await planStart(tx, context, locked, lease);
  const isMine = ticket.assignee_id === context.actor.id;
  if (isMine && !start.transition && start.lease_seconds === undefined) return ticket;

  checkTicketVersion(ticket, expected);
  if (ticket.assignee_id !== null && !isMine) {
    throw new Problem("already_claimed", "The ticket is assigned to somebody else.", {
      assignee_id: ticket.assignee_id,
    });
  }
  return applyClaim(tx, context, locked, start);
}

/** Assigns a locked, unassigned ticket to the actor and starts it. */
export async function claimFreeTicket(
  tx: Tx,
  context: WorkspaceContext,
  locked: LockedTicketInProject,
  lease: Lease,
): Promise<Ticket> {
  return applyClaim(tx, context, locked, await planStart(tx, context, locked, lease));
}

function applyClaim(
  tx: Tx,
  context: WorkspaceContext,
  locked: LockedTicket,
  { transition, lease_seconds }: Start,
): Ticket {
  const { ticket: before, locked_at } = locked;
  const isRenewal = before.assignee_id === context.actor.id && before.lease_expires_at !== null;
  // The actor's member row is locked, so a concurrent removal either was seen or will find this
  // ticket.
  const fields: ChangesExceptTexts = {
    assignee_id: context.actor.id,
    claimed_at: before.claimed_at ?? locked_at,
    ...(lease_seconds !== undefined && {
      lease_expires_at: endOfLease(locked_at, lease_seconds),
    }),
  };
  const after = transition
    ? applyTransition(tx, context, locked, { transition, fields })
    : changeTicket(tx, locked, fields);
  const type = isRenewal && !transition ? "ticket.lease_renewed" : "ticket.claimed";
  recordTicketEvent(tx, context, type, { before, after });
  return after;
}

/** What a claim does in addition to assigning the ticket. */
interface Start extends Lease {
  transition: ReturnType<typeof validateTransition> | undefined;
}

/**
 * The transition with which a claim starts a ticket: from a `todo` status to the first `doing` one.
 * Undefined if the actor may not make it or it needs a reason or resolution; the status then does
 * not change. And the lease, which a ticket that is done does not get: it would return to the queue.
 */
async function planStart(
  tx: Tx,
  context: WorkspaceContext,
  { ticket, project }: LockedTicketInProject,
  { lease_seconds }: Lease,
): Promise<Start> {
  const { workspace_id } = context;
  const workflow = await loadWorkflow(tx, { workspace_id, id: project.workflow_id });
  const category = categoryOf(workflow, ticket.status);
  if (category === "done") return { transition: undefined, lease_seconds: undefined };
  const to = category === "todo" ? firstDoingStatus(context, workflow, ticket) : undefined;
  const transition =
    to === undefined ? undefined : validateTransition(context, workflow, ticket, { to });
  return { transition, lease_seconds };
}

function firstDoingStatus(
  context: WorkspaceContext,
  workflow: Workflow,
  ticket: Ticket,
): string | undefined {
  const unconditional = allowedTransitions(context, workflow, ticket)
    .filter(({ reason_required, resolution_required }) => !reason_required && !resolution_required)
    .map(({ to }) => to);
  return workflow.statuses.find(
    ({ status, category }) => category === "doing" && unconditional.includes(status),
  )?.status;
}
