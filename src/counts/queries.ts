import type { Queryable } from "../db/pool.ts";
import { json, prepared, type Sql, sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import type { ConsumedEvent } from "../events/consume/consume.ts";
import type { ProjectRef } from "../projects/project-ref.ts";
import { projectIdOf } from "../projects/queries.ts";

/** The number of a project's tickets in a status. */
export interface StatusCount {
  project_id: string;
  status: string;
  count: number;
}

/** The name of the counts' cursor in the feed. */
export const countsCursor = "counts";

/** By how much a count changes; may be negative. */
export type StatusChange = StatusCount;

/**
 * A count with the sequence up to which it is correct. Its columns are null if nothing is counted.
 */
export type CountRow = { sequence: number } & (
  | StatusCount
  | { [Column in keyof StatusCount]: null }
);

/**
 * Lists counts and their position in the feed, in one statement, so that they match. Of one
 * project, or of all that are not archived now.
 */
export function listCounts({
  workspace_id,
  project_id,
  includes_archived,
}: {
  workspace_id: string;
  project_id?: ProjectRef | undefined;
  includes_archived: boolean;
}): Sql<CountRow> {
  const isActive = sql`
       and c.project_id not in (
             select p.id
               from projects p
              where p.workspace_id = ${workspace_id}
                and p.archived_at is not null)`;
  const inAll = includes_archived ? sql`` : isActive;
  const inProject =
    project_id === undefined
      ? inAll
      : sql`and c.project_id = ${projectIdOf({ workspace_id, ...project_id })}`;
  return prepared(sql<CountRow>`
    select coalesce(place.sequence, 0) as sequence, c.project_id, c.status, c.count
      from (select 1) one
      left join feed_cursors place
        on place.workspace_id = ${workspace_id}
       and place.consumer = ${countsCursor}
      left join ticket_counts c
        on c.workspace_id = ${workspace_id}
       and c.count > 0
       ${inProject}
     order by c.project_id, c.status`);
}

/**
 * Adds to the counts of a workspace: updates the rows that exist and inserts the others. An upsert
 * would check the constraint on the proposed row, whose count may be negative, before it found the
 * existing one. The consumer's cursor is locked, so only one process writes here. The changes are
 * JSON, because PostgreSQL estimates as many of them whatever it contains, and plans once.
 */
export async function addToCounts(
  tx: Tx,
  workspace_id: string,
  changes: readonly StatusChange[],
): Promise<void> {
  await tx.query(
    prepared(sql`
    with change as (
      select x.project_id, x.status, x.count
        from jsonb_to_recordset(${json(changes)}::jsonb)
               as x (project_id uuid, status text, count integer)
    ), changed as (
      update ticket_counts c
         set count = c.count + change.count
        from change
       where c.workspace_id = ${workspace_id}
         and c.project_id = change.project_id
         and c.status = change.status
      returning c.project_id, c.status
    )
    insert into ticket_counts (workspace_id, project_id, status, count)
    select ${workspace_id}, change.project_id, change.status, change.count
      from change
     where not exists (
             select 1
               from changed
              where changed.project_id = change.project_id
                and changed.status = change.status)`),
  );
}

/** Counts the tickets of a workspace. */
export async function countFromTickets(
  db: Queryable,
  workspace_id: string,
): Promise<StatusCount[]> {
  return await db.query(sql<StatusCount>`
    select t.project_id, t.status, count(*)::integer as count
      from tickets t
     where t.workspace_id = ${workspace_id}
       and t.deleted_at is null
     group by t.project_id, t.status`);
}

/**
 * The events of a workspace that are committed but not counted: those after the cursor, and those
 * in the outbox.
 */
export async function listUncounted(
  db: Queryable,
  workspace_id: string,
): Promise<Pick<ConsumedEvent, "type" | "data">[]> {
  return await db.query(sql`
    select e.type, e.data
      from events e
     where e.workspace_id = ${workspace_id}
       and e.sequence > coalesce((
             select c.sequence
               from feed_cursors c
              where c.workspace_id = ${workspace_id}
                and c.consumer = ${countsCursor}), 0)
       and e.type like 'ticket.%'
     union all
    select o.type, o.data
      from outbox o
     where o.workspace_id = ${workspace_id}
       and o.kind = 'feed'
       and o.type like 'ticket.%'`);
}

/** Makes all statements of a transaction use one snapshot. Must be its first statement. */
export function useOneSnapshot(): Sql {
  return sql`set transaction isolation level repeatable read`;
}

/** Replaces the counts of a workspace. */
export async function replaceCounts(
  tx: Tx,
  workspace_id: string,
  counts: readonly StatusCount[],
): Promise<void> {
  await tx.query(sql`
    update ticket_counts set count = 0 where workspace_id = ${workspace_id} and count <> 0`);
  await tx.query(sql`
    insert into ticket_counts (workspace_id, project_id, status, count)
    select ${workspace_id}, x.project_id, x.status, x.count
      from unnest(${counts.map(({ project_id }) => project_id)}::uuid[],
                  ${counts.map(({ status }) => status)}::text[],
                  ${counts.map(({ count }) => count)}::integer[])
           as x (project_id, status, count)
        on conflict (workspace_id, project_id, status) do update
       set count = excluded.count`);
}

/** The counts of a workspace as they are stored. */
export async function listStoredCounts(
  db: Queryable,
  workspace_id: string,
): Promise<StatusCount[]> {
  return await db.query(sql<StatusCount>`
    select c.project_id, c.status, c.count
      from ticket_counts c
     where c.workspace_id = ${workspace_id}
       and c.count > 0`);
}

/** The next workspace that has tickets, in the order of their IDs. */
export async function findWorkspaceToCount(
  db: Queryable,
  after: string | undefined,
): Promise<string | undefined> {
  const beyond = after === undefined ? sql`` : sql`and w.id > ${after}`;
  const [workspace] = await db.query(sql<{ id: string }>`
    select w.id
      from workspaces w
     where w.deleted_at is null
       ${beyond}
     order by w.id
     limit 1`);
  return workspace?.id;
}
