import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { lockProjects } from "../projects/queries.ts";
import { lockExternalIds, nameLabels, type TicketLock } from "../tickets/queries.ts";
import type { TicketRef } from "../tickets/ticket-ref.ts";
import {
  externalIdOf,
  kinds,
  labelsOf,
  type Operation,
  type Targeted,
  ticketLocks,
} from "./operation.ts";
import { findTicketPlaces, lockCounters, lockTickets, type Place } from "./queries.ts";

/** Where the tickets are that a bulk names; by whichever name it has for them. */
export type TicketPlaces = ReadonlyMap<string, Place>;

/**
 * Holds everything that these operations will lock, once, before the first of them is done: in the order
 * that every command locks in, and each kind by its own order. Whatever order they come in, two bulks never
 * wait for each other in a circle. What is locked again later is had already.
 */
export async function lockTargets(
  tx: Tx,
  { workspace_id, actor }: WorkspaceContext,
  operations: readonly Operation[],
): Promise<TicketPlaces> {
  const places = await findTicketPlaces(
    tx,
    workspace_id,
    operations.filter(isTargeted).map(({ ticket }) => ticket),
  );

  const permitted = operations.filter(({ op }) => actor.may(kinds[op].permission));
  const targeted = permitted.filter(isTargeted);
  const creations = permitted.filter((operation) => operation.op === "create");
  const found = targeted.flatMap(({ ticket }) => places.get(refName(ticket)) ?? []);
  const created_in = creations.map(({ project_id }) => project_id);
  const labels = unique(permitted.flatMap(labelsOf));
  const external_ids = permitted.map(externalIdOf).filter((name) => typeof name === "string");
  await tx.batch([
    lockProjects(
      workspace_id,
      unique([...created_in, ...found.map(({ project_id }) => project_id)]),
    ),
    lockTickets(workspace_id, unique(found.map(({ id }) => id)), strongest(targeted)),
    lockExternalIds(workspace_id, external_ids),
    ...(labels.length > 0 ? [nameLabels(workspace_id, labels)] : []),
    lockCounters(workspace_id, unique(created_in)),
  ]);
  return places;
}

function isTargeted(operation: Operation): operation is Targeted {
  return operation.op !== "create";
}

export function refName(ref: TicketRef): string {
  return "id" in ref ? ref.id : `${ref.project_key}-${ref.number}`;
}

/** Of one strength for all: two statements would be two walks through the ids, and so no order. */
function strongest(operations: readonly Targeted[]): TicketLock {
  const strengths: TicketLock[] = ["for update", "for no key update"];
  const wanted = operations.map(({ op }) => ticketLocks[op]);
  return strengths.find((strength) => wanted.includes(strength)) ?? "for key share";
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
