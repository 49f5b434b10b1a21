import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import type { Queryable } from "../../../src/db/pool.ts";
import { sql } from "../../../src/db/sql.ts";
import { relayEvents } from "../../../src/jobs/relay-events.ts";
import { startJobs } from "../../../src/jobs/worker.ts";
import { startApi, type TestApi } from "../../support/api.ts";
import { givenTicket, givenWorld } from "../../support/given.ts";
import { until } from "../../support/locks.ts";

export interface StalledWorker {
  /** How often the other worker relayed what the stopped one had taken. */
  relayed: number;
  late_over_3_s: number;
  slowest_ms: number;
}

const LATE_MS = 3_000;

/** Stops a worker with SIGSTOP in the middle of a batch, and starts another one. */
export async function proveStalledWorker({
  stops,
  isWithoutLimit = false,
}: {
  stops: number;
  isWithoutLimit?: boolean;
}): Promise<StalledWorker> {
  const api = await startApi();
  const counts = { relayed: 0, late_over_3_s: 0, slowest_ms: 0 };
  try {
    const world = await givenWorld(api);
    for (let n = 0; n < stops; n += 1) {
      await givenTicket(api, world);
      const stopped = await startStalled(api, { isWithoutLimit });
      const startedAt = performance.now();
      const other = startJobs(api.instance, [relayEvents]);
      await until(async () => (await countWaiting(api.db)) === 0);
      const tookMs = Math.round(performance.now() - startedAt);
      await other.close();
      stopped.kill("SIGKILL");
      await once(stopped, "exit");
      counts.relayed += 1;
      counts.slowest_ms = Math.max(counts.slowest_ms, tookMs);
      if (tookMs > LATE_MS) counts.late_over_3_s += 1;
    }
    return counts;
  } finally {
    await api.close();
  }
}

/** Resolves when it has locked the relay and is stopped: its transaction is idle. */
async function startStalled(
  { db, instance: { config } }: TestApi,
  { isWithoutLimit }: { isWithoutLimit: boolean },
) {
  const entry = resolve(import.meta.dirname, "stalled-process.ts");
  const child = spawn(process.execPath, [entry, ...(isWithoutLimit ? ["--without-limit"] : [])], {
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DATABASE_URL: config.databaseUrl,
      JWT_SECRETS: config.jwtSecrets.join(),
      SLACKY_SECRET: config.slackySecret,
      LOG_LEVEL: "silent",
    },
  });
  await until(async () => {
    const rows = await db.query(sql`
      select 1
        from pg_stat_activity
       where datname = current_database()
         and state = 'idle in transaction'
         and query like '%delete from outbox%'`);
    return rows.length > 0;
  });
  return child;
}

async function countWaiting(db: Queryable): Promise<number> {
  return (await db.query(sql`select 1 from outbox limit 1`)).length;
}
