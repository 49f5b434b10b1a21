import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { type LabelNames, resolveLabels } from "../labels/label-names.ts";
import { findMatchingLabels, insertLabels, labelIsUnique } from "../labels/queries.ts";
import { lockProjects } from "../projects/queries.ts";
import { lockExternalIds, type TicketLock } from "../tickets/queries.ts";
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

/** What the operations name, as it was found before the first of them runs. */
export interface Targets {
  locations: TicketLocations;
  labelNames: LabelNames;
}

/**
 * Locks everything that the operations will lock, before the first one runs: in the order in which
 * every command locks, and each kind of row in its own order. So two bulk requests never deadlock,
 * whatever the order of their operations. Locks that an operation takes again are already held.
 */
export async function lockTargets(
  tx: Tx,
  { workspace_id, actor }: WorkspaceContext,
  operations: readonly Operation[],
): Promise<Targets> {
  const permitted = operations.filter(({ op }) => actor.may(kinds[op].permission));
  const labels = unique(permitted.flatMap(labelsOf));
  const matching = tx.defer(findMatchingLabels(workspace_id, labels));
  const locations = await findTicketLocations(
    tx,
    workspace_id,
    operations.filter(isTargeted).map(({ ticket }) => ticket),
  );

  const labelNames = resolveLabels(matching());
  const targeted = permitted.filter(isTargeted);
  const creations = permitted.filter((operation) => operation.op === "create");
  const found = targeted.flatMap(({ ticket }) => locations.get(refName(ticket)) ?? []);
  const created_in = creations.map(({ project_id }) => project_id);
  const added = unique(labels.flatMap((name) => labelNames(name) ?? []));
  const external_ids = permitted.map(externalIdOf).filter((name) => typeof name === "string");
  tx.defer(
    lockProjects(
      workspace_id,
      unique([...created_in, ...found.map(({ project_id }) => project_id)]),
    ),
  );
  tx.defer(lockTickets(workspace_id, unique(found.map(({ id }) => id)), strongest(targeted)));
  tx.defer(lockExternalIds(workspace_id, external_ids));
  if (added.length > 0) tx.defer(insertLabels(workspace_id, added), { uniqueBy: labelIsUnique });
  tx.defer(lockCounters(workspace_id, unique(created_in)));
  await tx.flush();
  return { locations, labelNames };
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
