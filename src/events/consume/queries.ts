import type { Queryable } from "../../db/pool.ts";
import { prepared, type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";

/** A consumer's position in one workspace's feed. */
export interface FeedCursor {
  sequence: number;
  /** How often the next event has failed on its own. */
  failures: number;
}

/**
 * Workspaces whose feed is ahead of a consumer's cursor. A workspace without a cursor was created
 * after the consumer, so its feed is consumed from the start.
 */
export async function listBehind(
  db: Queryable,
  consumer: string,
  { limit }: { limit: number },
): Promise<string[]> {
  const rows = await db.query(sql<{ workspace_id: string }>`
    select h.workspace_id
      from event_heads h
      left join feed_cursors c
        on c.workspace_id = h.workspace_id
       and c.consumer = ${consumer}
     where h.sequence > coalesce(c.sequence, 0)
     order by h.workspace_id
     limit ${limit}`);
  return rows.map(({ workspace_id }) => workspace_id);
}

/**
 * Locks a cursor, and creates it if there is none yet. Undefined if another process has locked it.
 */
export async function lockCursor(
  tx: Tx,
  workspace_id: string,
  consumer: string,
): Promise<FeedCursor | undefined> {
  const lock = prepared(sql<FeedCursor>`
    select c.sequence, c.failures
      from feed_cursors c
     where c.workspace_id = ${workspace_id}
       and c.consumer = ${consumer}
       for no key update skip locked`);
  const [cursor] = await tx.query(lock);
  if (cursor) return cursor;
  const [, [created]] = await tx.batch([insertCursor(workspace_id, consumer), lock]);
  return created;
}

function insertCursor(workspace_id: string, consumer: string): Sql {
  return sql`
    insert into feed_cursors (workspace_id, consumer, sequence)
    values (${workspace_id}, ${consumer}, 0)
        on conflict (workspace_id, consumer) do nothing`;
}

export async function setCursor(
  tx: Tx,
  workspace_id: string,
  consumer: string,
  { sequence, failures }: FeedCursor,
): Promise<void> {
  await tx.query(
    prepared(sql`
    update feed_cursors
       set sequence = ${sequence}, failures = ${failures}, moved_at = clock_timestamp()
     where workspace_id = ${workspace_id}
       and consumer = ${consumer}`),
  );
}

export async function insertSkip(
  tx: Tx,
  workspace_id: string,
  consumer: string,
  { sequence, error }: { sequence: number; error: string },
): Promise<void> {
  await tx.query(sql`
    insert into feed_skips (workspace_id, consumer, sequence, error)
    values (${workspace_id}, ${consumer}, ${sequence}, ${error})
        on conflict (workspace_id, consumer, sequence) do nothing`);
}

/** The number of events, over all workspaces, that a consumer has not processed. */
export async function countBehind(db: Queryable, consumer: string): Promise<number> {
  const [row] = await db.query(sql<{ events: number }>`
    select coalesce(sum(h.sequence - coalesce(c.sequence, 0)), 0)::bigint as events
      from event_heads h
      left join feed_cursors c
        on c.workspace_id = h.workspace_id
       and c.consumer = ${consumer}
     where h.sequence > coalesce(c.sequence, 0)`);
  return row?.events ?? 0;
}
