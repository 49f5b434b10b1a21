import type { Queryable } from "../../db/pool.ts";
import { json, type Sql, sql } from "../../db/sql.ts";
import { limitStalls } from "../../db/stall-timeout.ts";
import type { Tx } from "../../db/transaction.ts";
import type { EventType } from "../catalogue/event-types.ts";
import type { OutboxRow } from "../queries.ts";
import { chainOfRow } from "./blocked-queries.ts";

/** A row of the outbox, as the relay reads it. */
export interface OutboxEntry extends OutboxRow {
  position: number;
  occurred_at: string;
}

/** An event of a workspace's feed, with its sequence there. */
export interface FeedEvent
  extends Pick<
    OutboxEntry,
    "id" | "actor_id" | "subject_type" | "subject_id" | "ticket_id" | "data" | "occurred_at"
  > {
  type: EventType;
  workspace_id: string;
  sequence: number;
}

/** The epoch of the numbering, the cluster in which it was started, and the current cluster. */
export interface RelayState {
  epoch: string;
  cluster: string | null;
  cluster_now: string;
}

/**
 * Locks the relay for one batch; undefined if another process has the lock. A process that stalls
 * would delay the feed of every workspace, so it loses the lock after two seconds. `history` is
 * SLACKY_HISTORY.
 */
export async function lockRelay(tx: Tx, history?: string): Promise<RelayState | undefined> {
  limitStalls(tx);
  const [state] = await tx.query(sql<RelayState>`
    select r.epoch, r.cluster, ${clusterNow(history)} as cluster_now
      from relay r
     where r.id = 1
       for update of r skip locked`);
  return state;
}

/** The system identifier and the timeline, or the name that the operator has given this history. */
function clusterNow(history: string | undefined): Sql {
  if (history !== undefined) return sql`${`named/${history}`}::text`;
  return sql`
    (select c.system_identifier::text || '/' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)
       from pg_control_system() c)`;
}

/** Throws what PostgreSQL says where it refuses the functions that the relay needs. */
export async function readClusterNow(db: Queryable): Promise<void> {
  await db.query(sql`select ${clusterNow(undefined)} as cluster_now`);
}

/**
 * Deletes and returns the oldest rows, in order: of one chain, or of all that are not blocked. A
 * row that is committed later is taken by a later batch.
 */
export async function takeOutbox(
  tx: Tx,
  { limit, chain_id }: { limit: number; chain_id?: string | undefined },
): Promise<OutboxEntry[]> {
  const isTaken =
    chain_id === undefined
      ? sql`not exists (
               select 1 from relay_blocked b where b.chain_id = ${chainOfRow(sql`q`)})`
      : sql`${chainOfRow(sql`q`)} = ${chain_id}::uuid`;
  return await tx.query(sql<OutboxEntry>`
    with taken as (
      delete from outbox o
       where o.position in (
               select q.position
                 from outbox q
                where ${isTaken}
                order by q.position
                limit ${limit})
      returning o.position, o.id, o.kind, o.type, o.outcome, o.workspace_id, o.actor_id,
                o.subject_type, o.subject_id, o.ticket_id, o.data, o.personal,
                o.address, o.user_agent, o.request_id, o.token, o.occurred_at
    )
    select t.position, t.id, t.kind, t.type, t.outcome, t.workspace_id, t.actor_id,
           t.subject_type, t.subject_id, t.ticket_id, t.data, t.personal,
           t.address, t.user_agent, t.request_id, t.token, t.occurred_at
      from taken t
     order by t.position`);
}

/** Reserves sequences for each workspace, and returns the last one of each. */
export async function advanceHeads(
  tx: Tx,
  counts: ReadonlyMap<string, number>,
): Promise<{ workspace_id: string; sequence: number }[]> {
  return await tx.query(sql<{ workspace_id: string; sequence: number }>`
    insert into event_heads as h (workspace_id, sequence)
    select n.workspace_id, n.count
      from unnest(${[...counts.keys()]}::uuid[], ${[...counts.values()]}::bigint[])
           as n (workspace_id, count)
     order by n.workspace_id
        on conflict (workspace_id) do update
       set sequence = h.sequence + excluded.sequence
    returning h.workspace_id, h.sequence`);
}

export async function insertFeed(tx: Tx, events: readonly FeedEvent[]): Promise<void> {
  await tx.query(sql`
    insert into events (
      workspace_id, sequence, id, type, actor_id, subject_type, subject_id, ticket_id, data,
      occurred_at)
    select e.workspace_id, e.sequence, e.id, e.type, e.actor_id,
           e.subject_type, e.subject_id, e.ticket_id, e.data, e.occurred_at
      from jsonb_to_recordset(${json(events)}::jsonb) as e (
             workspace_id uuid, sequence bigint, id uuid, type text, actor_id uuid,
             subject_type text, subject_id text, ticket_id uuid, data jsonb,
             occurred_at timestamptz)
     order by e.workspace_id, e.sequence`);
}

/** Stores the cluster for the first time. Nothing was numbered elsewhere before. */
export async function setCluster(tx: Tx, cluster: string): Promise<void> {
  await tx.query(sql`update relay set cluster = ${cluster} where id = 1`);
}

/** Starts a new epoch. All workspaces skip so many sequences that no number is used twice. */
export async function startEpoch(
  tx: Tx,
  { cluster, epoch, skip }: { cluster: string; epoch: string; skip: number },
): Promise<void> {
  await tx.query(sql`update event_heads set sequence = sequence + ${skip}`);
  await tx.query(sql`update relay set cluster = ${cluster}, epoch = ${epoch} where id = 1`);
}
