import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Comment } from "../comments/comment.ts";
import { createComment } from "../comments/create.ts";
import type { Tx } from "../db/transaction.ts";
import { Problem } from "../problems.ts";
import { lockProject } from "../projects/queries.ts";
import { claimTicket } from "../tickets/claims/claim.ts";
import { unclaimTicket } from "../tickets/claims/unclaim.ts";
import { createTicket } from "../tickets/create.ts";
import { deleteTicket } from "../tickets/delete.ts";
import { editTicket } from "../tickets/edit.ts";
import { labelTicket, unlabelTicket } from "../tickets/label.ts";
import {
  type LockedTicketInProject,
  noSuchTicket,
  requireTicket,
  requireTicketOrTrash,
} from "../tickets/lock-ticket.ts";
import { lockTicketRowInProject } from "../tickets/queries.ts";
import { restoreTicket } from "../tickets/restore.ts";
import type { Ticket } from "../tickets/ticket.ts";
import { transitionTicket } from "../tickets/transition.ts";
import { lockTargets, projectIdIn, refName, type Targets } from "./lock-targets.ts";
import { kinds, type Operation, type Outcome, type Targeted, ticketLocks } from "./operation.ts";

/**
 * Runs operations one after another in one transaction, each as if it were a request of its own: a
 * refusal is its outcome, and the others continue. An operation is refused before its first write
 * (lock, check, write, record), so there is nothing to undo.
 */
export async function runBulk(
  tx: Tx,
  context: WorkspaceContext,
  operations: readonly Operation[],
): Promise<Outcome[]> {
  const targets = await lockTargets(tx, context, operations);
  const outcomes: Outcome[] = [];
  for (const operation of operations) {
    const { op } = operation;
    try {
      authorizeOperation(context, operation);
      const { ticket, comment } = await runOperation(tx, context, operation, targets);
      outcomes.push({
        op,
        ...(ticket && { ticket: referTo(ticket) }),
        ...(comment && { comment: referToComment(comment) }),
      });
    } catch (error) {
      // A lock timeout or a bug is not the outcome of a single operation.
      if (!(error instanceof Problem)) throw error;
      outcomes.push({ op, problem: error });
    }
  }
  return outcomes;
}

/** The checks that a single request runs before its handler. */
function authorizeOperation(
  { actor, require_if_match }: WorkspaceContext,
  operation: Operation,
): void {
  const { permission, conditional } = kinds[operation.op];
  actor.require(permission);
  if (!require_if_match || !conditional) return;
  if ("if_match" in operation && operation.if_match !== undefined) return;
  throw new Problem("precondition_required", "Send `if_match` with the version that you read.");
}

async function runOperation(
  tx: Tx,
  context: WorkspaceContext,
  operation: Operation,
  { locations, project_ids, labelNames }: Targets,
): Promise<{ ticket?: Ticket; comment?: Comment }> {
  const { workspace_id } = context;
  if (operation.op === "create") {
    const id = projectIdIn(operation, project_ids);
    const [project] = id === undefined ? [] : await tx.query(lockProject({ workspace_id, id }));
    const created = await createTicket(tx, context, project, operation, labelNames);
    await tx.flush();
    return { ticket: created.complete() };
  }
  // A ticket that was not found before the locks is not looked up again: it would be locked out of
  // order.
  const location = locations.get(refName(operation.ticket));
  if (!location) throw noSuchTicket();
  const [row] = await tx.query(
    lockTicketRowInProject(workspace_id, location, ticketLocks[operation.op]),
  );
  if (operation.op === "restore") {
    const ticket = requireTicketOrTrash(row);
    return { ticket: await restoreTicket(tx, context, ticket, expectedBy(operation)) };
  }
  const ticket = requireTicket(row);
  if (operation.op === "comment") return { comment: createComment(tx, context, ticket, operation) };
  if (operation.op === "delete") {
    await deleteTicket(tx, context, ticket, expectedBy(operation));
    return {};
  }
  return { ticket: await change(tx, context, operation, { ticket, labelNames }) };
}

type Change = Exclude<Targeted, { op: "comment" | "delete" | "restore" }>;

async function change(
  tx: Tx,
  context: WorkspaceContext,
  operation: Change,
  { ticket, labelNames }: { ticket: LockedTicketInProject } & Pick<Targets, "labelNames">,
) {
  const { expected } = expectedBy(operation);
  switch (operation.op) {
    case "update": {
      const { op: _op, ticket: _ticket, if_match: _if_match, ...patch } = operation;
      return await editTicket(tx, context, ticket, { patch, expected });
    }
    case "transition":
      return await transitionTicket(tx, context, ticket, { ...operation, expected });
    case "label":
      return await labelTicket(
        tx,
        context,
        ticket,
        { label: operation.label, expected },
        labelNames,
      );
    case "unlabel":
      return await unlabelTicket(tx, context, ticket, { label: operation.label, expected });
    case "claim":
      return await claimTicket(tx, context, ticket, {
        expected,
        lease_seconds: operation.lease_seconds,
      });
    case "release":
      return await unclaimTicket(tx, context, ticket, { expected });
  }
}

function referTo({ id, key, version, status }: Ticket): Outcome["ticket"] {
  return { id, key, version, status };
}

function referToComment({ id, ticket_id, version }: Comment): Outcome["comment"] {
  return { id, ticket_id, version };
}

function expectedBy({ if_match }: { if_match?: number | undefined }) {
  return { expected: if_match === undefined ? undefined : [if_match] };
}
