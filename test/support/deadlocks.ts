import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "../../src/db/sql.ts";
import type { TestApi } from "./api.ts";

const POOL_SIZE = 10;
const TIMEOUT_MS = 60_000;

/**
 * How many deadlocks this database has seen. A connection reports its count when it ends, so those of the pool
 * are ended first.
 */
export async function countDeadlocks({ db }: TestApi): Promise<number> {
  const clients = await Promise.all(Array.from({ length: POOL_SIZE }, () => db.pool.connect()));
  for (const client of clients) client.release(true);
  const deadline = Date.now() + TIMEOUT_MS;
  while (Date.now() < deadline) {
    const [row] = await db.query(sql<{ others: number; deadlocks: number }>`
      select (select count(*)
                from pg_stat_activity a
               where a.datname = current_database()
                 and a.backend_type = 'client backend'
                 and a.pid <> pg_backend_pid()) as others,
             d.deadlocks
        from pg_stat_database d
       where d.datname = current_database()`);
    if (row?.others === 0) return row.deadlocks;
    await sleep(20);
  }
  throw new Error(`Sessions of the pool did not end within ${TIMEOUT_MS} ms.`);
}
