import type { Queryable } from "../../db/pool.ts";
import { sql } from "../../db/sql.ts";

export async function listNames(
  db: Queryable,
  ids: readonly string[],
): Promise<{ id: string; name: string }[]> {
  return await db.query(sql<{ id: string; name: string }>`
    select u.id, u.name
      from users u
     where u.id = any(${ids}::uuid[])`);
}

/** Whether an event of the workspace has been waiting for so long that no worker can be running. */
export async function isRelayLate(db: Queryable, workspace_id: string): Promise<boolean> {
  const [row] = await db.query(sql<{ is_late: boolean }>`
    select exists (
      select 1
        from outbox o
       where o.workspace_id = ${workspace_id}
         and o.occurred_at < clock_timestamp() - interval '5 seconds') as is_late`);
  return row?.is_late === true;
}
