import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { lockProjects } from "../projects/queries.ts";
import { insertLabels, lockExternalIds, type TicketLock } from "../tickets/queries.ts";
import type { TicketRef } from "../tickets/ticket-ref.ts";
import {
  externalIdOf,
  kinds,
  labelsOf,
  type Operation,
  type Targeted,
  ticketLocks,
} from "./operation.ts";
import { findTicketLocations, lockCounters, lockTickets, type TicketLocation } from "./queries.ts";

/** The tickets that a bulk request names, by the name it uses for them. */
export type TicketLocations = ReadonlyMap<string, TicketLocation>;

/**
 * Locks everything that the operations will lock, before the first one runs: in the order in which
 * every command locks, and each kind of row in its own order. So two bulk requests never deadlock,
 * whatever the order of their operations. Locks that an operation takes again are already held.
 */
export async function lockTargets(
  tx: Tx,
  { workspace_id, actor }: WorkspaceContext,
  operations: readonly Operation[],
): Promise<TicketLocations> {
  const locations = await findTicketLocations(
    tx,
    workspace_id,
    operations.filter(isTargeted).map(({ ticket }) => ticket),
  );

  const permitted = operations.filter(({ op }) => actor.may(kinds[op].permission));
  const targeted = permitted.filter(isTargeted);
  const creations = permitted.filter((operation) => operation.op === "create");
  const found = targeted.flatMap(({ ticket }) => locations.get(refName(ticket)) ?? []);
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
    ...(labels.length > 0 ? [insertLabels(workspace_id, labels)] : []),
    lockCounters(workspace_id, unique(created_in)),
  ]);
  return locations;
}

function isTargeted(operation: Operation): operation is Targeted {
  return operation.op !== "create";
}

export function refName(ref: TicketRef): string {
  return "id" in ref ? ref.id : `${ref.project_key}-${ref.number}`;
}

/**
 * One strength for all tickets: two statements would lock in two passes, and so in no fixed order.
 */
function strongest(operations: readonly Targeted[]): TicketLock {
  const strengths: TicketLock[] = ["for update", "for no key update"];
  const required = operations.map(({ op }) => ticketLocks[op]);
  return strengths.find((strength) => required.includes(strength)) ?? "for key share";
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
