import type { Queryable } from "../../db/pool.ts";
import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";

/** The first event of a chain in the outbox. */
export interface OutboxHead {
  chain_id: string;
  event_id: string;
  event_type: string;
}

/** The chain of a row of the outbox: its workspace's, or the instance's. */
export function chainOfRow(row: Sql): Sql {
  return sql`coalesce(${row}.workspace_id, '00000000-0000-0000-0000-000000000000')`;
}

/** The blocked chains whose next attempt is due. */
export async function listBlockedChains(db: Queryable): Promise<string[]> {
  const rows = await db.query(sql<{ chain_id: string }>`
    select b.chain_id
      from relay_blocked b
     where b.retry_at <= clock_timestamp()
     order by b.chain_id`);
  return rows.map(({ chain_id }) => chain_id);
}

/** The chains of the oldest rows that are not blocked. */
export async function listWaitingChains(db: Queryable, rows: number): Promise<string[]> {
  const chains = await db.query(sql<{ chain_id: string }>`
    select ${chainOfRow(sql`oldest`)} as chain_id, min(oldest.position) as position
      from (select q.workspace_id, q.position
              from outbox q
             where not exists (
                     select 1 from relay_blocked b where b.chain_id = ${chainOfRow(sql`q`)})
             order by q.position
             limit ${rows}) oldest
     group by 1
     order by 2`);
  return chains.map(({ chain_id }) => chain_id);
}

export async function findOutboxHead(
  db: Queryable,
  chain_id: string,
): Promise<OutboxHead | undefined> {
  const [head] = await db.query(sql<OutboxHead>`
    select ${chainOfRow(sql`q`)} as chain_id, q.id as event_id, q.type as event_type
      from outbox q
     where ${chainOfRow(sql`q`)} = ${chain_id}::uuid
     order by q.position
     limit 1`);
  return head;
}

export async function blockChain(
  tx: Tx,
  { chain_id, event_id, event_type, error }: OutboxHead & { error: string },
  { retrySeconds }: { retrySeconds: number },
): Promise<void> {
  await tx.query(sql`
    insert into relay_blocked as b (chain_id, event_id, event_type, error, retry_at)
    values (
      ${chain_id}, ${event_id}, ${event_type}, ${error},
      clock_timestamp() + ${retrySeconds} * interval '1 second')
        on conflict (chain_id) do update
       set event_id = excluded.event_id, event_type = excluded.event_type,
           error = excluded.error, retry_at = excluded.retry_at`);
}

export async function unblockChain(tx: Tx, chain_id: string): Promise<void> {
  await tx.query(sql`delete from relay_blocked where chain_id = ${chain_id}`);
}
