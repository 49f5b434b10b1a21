import { setTimeout as sleep } from "node:timers/promises";
import type { Queryable } from "../../src/db/pool.ts";
import { sql } from "../../src/db/sql.ts";

const TIMEOUT_MS = 5_000;

/** Waits until as many statements of this database are waiting for a lock: the rival has arrived. */
export async function untilBlocked(db: Queryable, waiting = 1): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS;
  while (Date.now() < deadline) {
    const rows = await db.query(sql`
      select pid
        from pg_stat_activity
       where datname = current_database()
         and wait_event_type = 'Lock'`);
    if (rows.length >= waiting) return;
    await sleep(5);
  }
  throw new Error(`Nobody waited for a lock within ${TIMEOUT_MS} ms.`);
}
