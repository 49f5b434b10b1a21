import { type Sql, sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import { lockClause, type TicketLock } from "../tickets/queries.ts";
import type { TicketRef } from "../tickets/ticket-ref.ts";

/** The ID of a ticket and of its project. Neither ever changes. */
export interface TicketLocation {
  id: string;
  project_id: string;
}

/** Finds tickets, including those in the trash, by the names that the request uses. */
export async function findTicketLocations(
  tx: Tx,
  workspace_id: string,
  refs: readonly TicketRef[],
): Promise<ReadonlyMap<string, TicketLocation>> {
  const ids = refs.flatMap((ref) => ("id" in ref ? [ref.id] : []));
  const keys = refs.flatMap((ref) => ("id" in ref ? [] : [ref]));
  const locations = await tx.query(sql<TicketLocation & { name: string }>`
    select t.id, t.project_id, t.id::text as name
      from tickets t
     where t.workspace_id = ${workspace_id}
       and t.id = any(${ids}::uuid[])
    union all
    select t.id, t.project_id, k.project_key || '-' || k.number as name
      from unnest(${keys.map(({ project_key }) => project_key)}::text[],
                  ${keys.map(({ number }) => number)}::integer[]) as k (project_key, number)
      join projects p on p.workspace_id = ${workspace_id} and p.key = k.project_key
      join tickets t
        on t.workspace_id = ${workspace_id}
       and t.project_id = p.id
       and t.number = k.number`);
  return new Map(locations.map(({ name, ...location }) => [name, location]));
}

/** Locks tickets in the order of their IDs, as every command does that locks more than one. */
export function lockTickets(workspace_id: string, ids: readonly string[], lock: TicketLock): Sql {
  return sql`
    select t.id
      from tickets t
     where t.workspace_id = ${workspace_id}
       and t.id = any(${ids}::uuid[])
     order by t.id
       ${lockClause(lock)}`;
}

/**
 * Locks the counters of projects in which tickets will be created, so that no operation waits for
 * one later.
 */
export function lockCounters(workspace_id: string, project_ids: readonly string[]): Sql {
  return sql`
    select c.project_id
      from project_counters c
     where c.workspace_id = ${workspace_id}
       and c.project_id = any(${project_ids}::uuid[])
     order by c.project_id
       for no key update`;
}
