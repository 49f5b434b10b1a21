import { join, type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import type { ProjectKey } from "../../projects/queries.ts";
import { columns, type LockedTicketRow } from "../queries.ts";

/** The tickets of a project that wait for somebody: nobody has them, and they stand on one of these. */
export interface Queue extends ProjectKey {
  statuses: readonly string[];
}

/**
 * Holds the ticket that comes next in a queue, passing by what others hold. Nothing is waited for, and one
 * row at most is locked: the queue is walked lazily, and a sort above the lock would take all of it.
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
              and t.status = any(${queue.statuses}::text[])
              for no key update of t skip locked) locked
     limit 1`);
  return ticket;
}

/** The ticket that comes next in a queue, whoever holds it. */
export async function findNextInQueue(tx: Tx, queue: Queue): Promise<{ id: string } | undefined> {
  const [ticket] = await tx.query(sql<{ id: string }>`${inOrder(queue)} limit 1`);
  return ticket;
}

/** One walk along the index for each status, merged: for `= any(…)` all that wait would be sorted. */
function inOrder({ workspace_id, id, statuses }: Queue): Sql {
  const walks = statuses.map(
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
  return sql`
    select q.id
      from (${join(walks, " union all ")}) q
     order by q.priority desc, q.created_at, q.id`;
}
