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

/** A claim with a lease ends by itself after that many seconds. */
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
  { expected, lease_seconds }: Lease & { expected?: ExpectedVersion | undefined } = {},
): Promise<Ticket> {
  const { ticket } = locked;
  const transition = await findStartTransition(tx, context, locked);
  const isMine = ticket.assignee_id === context.actor.id;
  if (isMine && !transition && lease_seconds === undefined) return ticket;

  checkTicketVersion(ticket, expected);
  if (ticket.assignee_id !== null && !isMine) {
    throw new Problem("already_claimed", "The ticket is assigned to somebody else.", {
      assignee_id: ticket.assignee_id,
    });
  }
  return applyClaim(tx, context, locked, { transition, lease_seconds });
}

/** Assigns a locked, unassigned ticket to the actor and starts it. */
export async function claimFreeTicket(
  tx: Tx,
  context: WorkspaceContext,
  locked: LockedTicketInProject,
  { lease_seconds }: Lease,
): Promise<Ticket> {
  const transition = await findStartTransition(tx, context, locked);
  return applyClaim(tx, context, locked, { transition, lease_seconds });
}

function applyClaim(
  tx: Tx,
  context: WorkspaceContext,
  locked: LockedTicket,
  { transition, lease_seconds }: Lease & { transition: StartTransition },
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

type StartTransition = ReturnType<typeof validateTransition> | undefined;

/**
 * The transition with which a claim starts a ticket: from a `todo` status to the first `doing` one.
 * Undefined if the actor may not make it or it needs a reason or resolution; the status then does
 * not change.
 */
async function findStartTransition(
  tx: Tx,
  context: WorkspaceContext,
  { ticket, project }: LockedTicketInProject,
): Promise<StartTransition> {
  const { workspace_id } = context;
  const workflow = await loadWorkflow(tx, { workspace_id, id: project.workflow_id });
  if (categoryOf(workflow, ticket.status) !== "todo") return undefined;
  const to = firstDoingStatus(context, workflow, ticket);
  return to === undefined ? undefined : validateTransition(context, workflow, ticket, { to });
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
