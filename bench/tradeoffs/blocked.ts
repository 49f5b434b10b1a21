import { setTimeout as sleep } from "node:timers/promises";
import type { Queryable } from "../../src/db/pool.ts";
import { sql } from "../../src/db/sql.ts";

/** Waits until each of these has ended or waits for a lock, and returns how many wait. Needs a database of its own. */
export async function countBlocked(
  db: Queryable,
  works: readonly Promise<unknown>[],
): Promise<number> {
  let settled = 0;
  const settle = () => {
    settled += 1;
  };
  for (const work of works) work.then(settle, settle);
  for (;;) {
    const [row] = await db.query(sql<{ count: number }>`
      select count(*) as count
        from pg_stat_activity
       where datname = current_database()
         and wait_event_type = 'Lock'`);
    const blocked = row?.count ?? 0;
    if (settled + blocked >= works.length) return blocked;
    await sleep(5);
  }
}
