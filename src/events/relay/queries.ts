import { json, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import type { OutboxRow } from "../queries.ts";
import { chainOfRow } from "./blocked-queries.ts";

/** A row of the outbox as the relay takes it. */
export interface OutboxEntry extends OutboxRow {
  position: number;
  occurred_at: string;
}

/** An event of the feed: what happened in a workspace, and its place there. */
export interface FeedEvent
  extends Pick<
    OutboxEntry,
    | "id"
    | "type"
    | "actor_id"
    | "subject_type"
    | "subject_id"
    | "ticket_id"
    | "data"
    | "occurred_at"
  > {
  workspace_id: string;
  sequence: number;
}

/** Which history the sequences belong to: the one the relay has noted, and the one that is here now. */
export interface RelayState {
  epoch: string;
  cluster: string | null;
  cluster_now: string;
}

/** Takes the right to relay one batch; undefined where another process has it. */
export async function lockRelay(tx: Tx): Promise<RelayState | undefined> {
  const [state] = await tx.query(sql<RelayState>`
    select r.epoch, r.cluster,
           c.system_identifier::text || '/' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)
             as cluster_now
      from relay r, pg_control_system() c
     where r.id = 1
       for update of r skip locked`);
  return state;
}

/**
 * Takes the oldest rows that this statement sees, in their order; those that commit later are taken later. Of one
 * chain, or of all that are not blocked.
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

/** Gives each workspace so many numbers, and says up to which it has them now. */
export async function advanceHeads(
  tx: Tx,
  counts: ReadonlyMap<string, number>,
): Promise<{ workspace_id: string; sequence: number }[]> {
  return await tx.query(sql<{ workspace_id: string; sequence: number }>`
    insert into event_heads as h (workspace_id, sequence)
    select n.workspace_id, n.given
      from unnest(${[...counts.keys()]}::uuid[], ${[...counts.values()]}::bigint[])
           as n (workspace_id, given)
     order by n.workspace_id
        on conflict (workspace_id) do update
       set sequence = h.sequence + excluded.sequence
    returning h.workspace_id, h.sequence`);
}

export async function insertFeed(tx: Tx, events: readonly FeedEvent[]): Promise<void> {
  await tx.query(sql`
    insert into events (
      workspace_id, sequence, id, type, actor_id, subject_type, subject_id, ticket_id, data, occurred_at)
    select e.workspace_id, e.sequence, e.id, e.type, e.actor_id,
           e.subject_type, e.subject_id, e.ticket_id, e.data, e.occurred_at
      from jsonb_to_recordset(${json(events)}::jsonb) as e (
             workspace_id uuid, sequence bigint, id uuid, type text, actor_id uuid,
             subject_type text, subject_id text, ticket_id uuid, data jsonb, occurred_at timestamptz)
     order by e.workspace_id, e.sequence`);
}

/** Notes the cluster for the first time: nothing was numbered elsewhere before. */
export async function setCluster(tx: Tx, cluster: string): Promise<void> {
  await tx.query(sql`update relay set cluster = ${cluster} where id = 1`);
}

/** Starts a new epoch: every workspace's numbers go on so far ahead that none can have been given before. */
export async function startEpoch(
  tx: Tx,
  { cluster, epoch, skip }: { cluster: string; epoch: string; skip: number },
): Promise<void> {
  await tx.query(sql`update event_heads set sequence = sequence + ${skip}`);
  await tx.query(sql`update relay set cluster = ${cluster}, epoch = ${epoch} where id = 1`);
}
