import type { Queryable } from "../db/pool.ts";
import { sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import { columns, type LockedTicketRow } from "../tickets/queries.ts";
import type { LabelKey } from "./queries.ts";

/** The tickets that have a label, those in the trash and in archived projects included. */
export async function listTicketsWithLabel(
  db: Queryable,
  { workspace_id, name }: LabelKey,
  { limit }: { limit: number },
): Promise<string[]> {
  const rows = await db.query(sql<{ id: string }>`
    (select t.id
       from tickets t
      where t.workspace_id = ${workspace_id}
        and t.deleted_at is null
        and t.labels @> ${[name]}::text[]
      limit ${limit})
    union all
    (select t.id
       from tickets t
      where t.workspace_id = ${workspace_id}
        and t.deleted_at is not null
        and t.labels @> ${[name]}::text[]
      limit ${limit})
    limit ${limit}`);
  return rows.map(({ id }) => id);
}

/**
 * Locks those of the tickets that still have the label, in the order of their IDs. With `skipLocked`,
 * tickets that another transaction has locked are left out.
 */
export async function lockTicketsWithLabel(
  tx: Tx,
  { workspace_id, name }: LabelKey,
  { ids, skipLocked }: { ids: readonly string[]; skipLocked: boolean },
): Promise<LockedTicketRow[]> {
  return await tx.query(sql<LockedTicketRow>`
    select ${columns}, clock_timestamp() as locked_at
      from tickets t
     where t.workspace_id = ${workspace_id}
       and t.id = any(${ids}::uuid[])
       and t.labels @> ${[name]}::text[]
     order by t.id
       for no key update of t ${skipLocked ? sql`skip locked` : sql``}`);
}
