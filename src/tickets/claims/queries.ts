import type { Queryable } from "../../db/pool.ts";
import { join, type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import type { ProjectKey } from "../../projects/queries.ts";
import { columns, type LockedTicketRow } from "../queries.ts";
import type { TicketKey } from "../ticket.ts";

/**
 * The unassigned tickets of a project that are in one of the `statuses`, or were returned and are in
 * one of the `unfinished` ones.
 */
export interface Queue extends ProjectKey {
  statuses: readonly string[];
  unfinished: readonly string[];
}

/**
 * Locks the next ticket of a queue, skipping those that others have locked. It waits for nothing
 * and locks at most one row: the queue is read lazily, whereas a sort above the lock would lock all
 * of it.
 */
export async function lockNextInQueue(tx: Tx, queue: Queue): Promise<LockedTicketRow | undefined> {
  const [ticket] = await tx.query(sql<LockedTicketRow>`
    select locked.*
      from (${inOrder(queue)}) next
     cross join lateral (
           select ${columns}, clock_timestamp() as locked_at
             from tickets t
            where t.workspace_id = ${queue.workspace_id}
              and t.id = next.id
              and t.assignee_id is null
              and t.deleted_at is null
              and (t.status = any(${queue.statuses}::text[])
                   or t.returned_at is not null and t.status = any(${queue.unfinished}::text[]))
              for no key update of t skip locked) locked
     limit 1`);
  return ticket;
}

/** The next ticket of a queue, locked or not. */
export async function findNextInQueue(tx: Tx, queue: Queue): Promise<{ id: string } | undefined> {
  const [ticket] = await tx.query(sql<{ id: string }>`${inOrder(queue)} limit 1`);
  return ticket;
}

/**
 * Tickets of any workspace whose lease has run out, the longest first. `now()` and not
 * `clock_timestamp()`, which no index scan could use.
 */
export async function listExpiredClaims(db: Queryable, limit: number): Promise<TicketKey[]> {
  return await db.query(sql<TicketKey>`
    select t.workspace_id, t.id
      from tickets t
     where t.lease_expires_at <= now()
       and t.deleted_at is null
     order by t.lease_expires_at
     limit ${limit}`);
}

/**
 * Locks a ticket whose lease has run out. The condition is checked on the locked row, so a lease
 * that was renewed meanwhile is not found, nor a ticket that another transaction has locked.
 */
export function lockExpiredClaim({ workspace_id, id }: TicketKey): Sql<LockedTicketRow> {
  return sql<LockedTicketRow>`
    select ${columns}, clock_timestamp() as locked_at
      from tickets t
     where t.workspace_id = ${workspace_id}
       and t.id = ${id}
       and t.lease_expires_at <= clock_timestamp()
       and t.deleted_at is null
       for no key update of t skip locked`;
}

/** Whether the workflow of its project says that the ticket is done. */
export async function isTicketDone(
  db: Queryable,
  { workspace_id, id }: TicketKey,
): Promise<boolean> {
  const [row] = await db.query(sql`
    select t.id
      from tickets t
      join projects p
        on p.workspace_id = t.workspace_id
       and p.id = t.project_id
      join workflow_statuses s
        on s.workspace_id = p.workspace_id
       and s.workflow_id = p.workflow_id
       and s.status = t.status
     where t.workspace_id = ${workspace_id}
       and t.id = ${id}
       and s.category = 'done'`);
  return row !== undefined;
}

/**
 * One index scan per status and one of the returned tickets, merged: with `= any(…)`, all tickets
 * of the queue would be sorted.
 */
function inOrder({ workspace_id, id, statuses, unfinished }: Queue): Sql {
  const scans = statuses.map(
    (status) => sql`
      (select t.id, t.priority, t.created_at
         from tickets t
        where t.workspace_id = ${workspace_id}
          and t.project_id = ${id}
          and t.status = ${status}
          and t.assignee_id is null
          and t.deleted_at is null
        order by t.priority desc, t.created_at, t.id)`,
  );
  const returned = sql`
      (select t.id, t.priority, t.created_at
         from tickets t
        where t.workspace_id = ${workspace_id}
          and t.project_id = ${id}
          and t.returned_at is not null
          and t.status = any(${unfinished}::text[])
          and t.assignee_id is null
          and t.deleted_at is null
        order by t.priority desc, t.created_at, t.id)`;
  return sql`
    select q.id
      from (${join([...scans, returned], " union all ")}) q
     order by q.priority desc, q.created_at, q.id`;
}
