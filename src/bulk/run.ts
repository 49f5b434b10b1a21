import type { WorkspaceContext } from "../auth/workspace-context.ts";
import { createComment } from "../comments/create.ts";
import type { Tx } from "../db/transaction.ts";
import { Problem } from "../problems.ts";
import { claimTicket } from "../tickets/claims/claim.ts";
import { unclaimTicket } from "../tickets/claims/unclaim.ts";
import { createTicket } from "../tickets/create.ts";
import { deleteTicket } from "../tickets/delete.ts";
import { editTicket } from "../tickets/edit.ts";
import { labelTicket, unlabelTicket } from "../tickets/label.ts";
import { noSuchTicket } from "../tickets/lock-ticket.ts";
import { restoreTicket } from "../tickets/restore.ts";
import { transitionTicket } from "../tickets/transition.ts";
import { lockTargets, refName, type TicketPlaces } from "./lock-targets.ts";
import { kinds, type Operation, type Outcome, type Targeted } from "./operation.ts";

/**
 * Does operations one after another, in one transaction, each as if it had come by itself: what it is
 * refused for is its outcome, and the others go on. A refusal comes before the first write of an operation
 * (lock, judge, write, record), so nothing of it is there to be undone.
 */
export async function runBulk(
  tx: Tx,
  context: WorkspaceContext,
  operations: readonly Operation[],
): Promise<Outcome[]> {
  const places = await lockTargets(tx, context, operations);
  const outcomes: Outcome[] = [];
  for (const operation of operations) {
    const { op } = operation;
    try {
      authorizeOperation(context, operation);
      outcomes.push({ op, ...(await runOperation(tx, context, operation, places)) });
    } catch (error) {
      // A lock that was not had in time, or a fault of ours, is no outcome of one operation.
      if (!(error instanceof Problem)) throw error;
      outcomes.push({ op, problem: error });
    }
  }
  return outcomes;
}

/** What an operation by itself is judged for before its handler runs. */
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
  places: TicketPlaces,
): Promise<Omit<Outcome, "op">> {
  if (operation.op === "create") {
    const created = await createTicket(tx, context, operation.project_id, operation);
    await tx.batch([]);
    return { ticket: created() };
  }
  // A ticket that was not found before the locks is not looked for again: it would be locked out of order.
  const place = places.get(refName(operation.ticket));
  if (!place) throw noSuchTicket();
  if (operation.op === "comment") {
    return { comment: await createComment(tx, context, place, operation) };
  }
  if (operation.op === "delete") {
    await deleteTicket(tx, context, place, expectedBy(operation));
    return {};
  }
  return { ticket: await change(tx, context, operation, place) };
}

type Change = Exclude<Targeted, { op: "comment" | "delete" }>;

async function change(tx: Tx, context: WorkspaceContext, operation: Change, place: { id: string }) {
  const { expected } = expectedBy(operation);
  switch (operation.op) {
    case "update": {
      const { op: _op, ticket: _ticket, if_match: _if_match, ...patch } = operation;
      return await editTicket(tx, context, place, { patch, expected });
    }
    case "transition":
      return await transitionTicket(tx, context, place, { ...operation, expected });
    case "label":
      return await labelTicket(tx, context, place, { label: operation.label, expected });
    case "unlabel":
      return await unlabelTicket(tx, context, place, { label: operation.label, expected });
    case "claim":
      return await claimTicket(tx, context, place, { expected });
    case "release":
      return await unclaimTicket(tx, context, place, { expected });
    case "restore":
      return await restoreTicket(tx, context, place, { expected });
  }
}

function expectedBy({ if_match }: { if_match?: number | undefined }) {
  return { expected: if_match === undefined ? undefined : [if_match] };
}
