import type { Queryable } from "../../db/pool.ts";
import { sql } from "../../db/sql.ts";

/** Whether the consumer has skipped another event of the workspace within a day. */
export async function hasRecentSkip(
  db: Queryable,
  {
    workspace_id,
    consumer,
    sequence,
  }: { workspace_id: string; consumer: string; sequence: number },
): Promise<boolean> {
  const rows = await db.query(sql`
    select s.sequence
      from feed_skips s
     where s.workspace_id = ${workspace_id}
       and s.consumer = ${consumer}
       and s.sequence <> ${sequence}
       and s.skipped_at > clock_timestamp() - interval '1 day'
     limit 1`);
  return rows.length > 0;
}
