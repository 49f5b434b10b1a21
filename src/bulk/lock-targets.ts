import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { type LabelNames, resolveLabels } from "../labels/label-names.ts";
import { findMatchingLabels, insertLabels, labelIsUnique } from "../labels/queries.ts";
import type { ProjectRef } from "../projects/project-ref.ts";
import { findProjectIds, lockProjects } from "../projects/queries.ts";
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
  /** By the project's key. */
  project_ids: ReadonlyMap<string, string>;
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
  const creations = permitted.filter((operation) => operation.op === "create");
  const keys = unique(
    creations.flatMap(({ project_id }) => ("key" in project_id ? project_id.key : [])),
  );
  const keyed = keys.length > 0 ? tx.defer(findProjectIds(workspace_id, keys)) : () => [];
  const locations = await findTicketLocations(
    tx,
    workspace_id,
    operations.filter(isTargeted).map(({ ticket }) => ticket),
  );

  const labelNames = resolveLabels(matching());
  const targeted = permitted.filter(isTargeted);
  const project_ids = new Map(keyed().map(({ id, key }) => [key, id]));
  const found = targeted.flatMap(({ ticket }) => locations.get(refName(ticket)) ?? []);
  const created_in = creations.flatMap((creation) => projectIdIn(creation, project_ids) ?? []);
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
  return { locations, project_ids, labelNames };
}

function isTargeted(operation: Operation): operation is Targeted {
  return operation.op !== "create";
}

/**
 * The ID of the project of a new ticket. A project whose key was not found before the locks is not
 * looked up again: it would be locked out of order.
 */
export function projectIdIn(
  { project_id: ref }: { project_id: ProjectRef },
  project_ids: Targets["project_ids"],
): string | undefined {
  return "id" in ref ? ref.id : project_ids.get(ref.key);
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
