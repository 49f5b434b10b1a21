import { setTimeout as sleep } from "node:timers/promises";
import { createPool, type Db } from "../../src/db/pool.ts";
import { type Spread, spreadOf } from "../load/figures.ts";
import { endSessions } from "../stage/database-queries.ts";
import type { Measured } from "../stage/drive.ts";
import { countDeadlocks, countWaiting } from "../stage/queries.ts";
import { contention } from "../workloads/contention.ts";
import type { RetryWorkload, Workload } from "../workloads/workload.ts";
import { type Bench, failuresOf, load } from "./bench.ts";
import { availableWorkloads, type Installation } from "./installation.ts";

export interface ContentionResult {
  workload: string;
  about: string;
  measured: Measured;
  /** Requests that succeeded. */
  done_per_second: number;
  /** Requests with 409 or 412, for each hundred that succeeded. */
  refused_per_hundred: number;
  /** How many connections of the service waited for a lock at the same time. */
  waiting: Spread;
  deadlocks: number;
  /** Responses with 500 or 503. */
  faults: number;
  failures: number;
}

const rivals = 100;
const sampleEvery_ms = 50;

/** Runs a hundred clients that want the same rows. */
export async function measureContention(
  bench: Bench,
  installation: Installation,
): Promise<ContentionResult[]> {
  const present = new Set(availableWorkloads().map(({ operation }) => operation));
  const db = createPool(installation.urls.databaseUrl, { size: 1 });
  const done: ContentionResult[] = [];
  try {
    for (const workload of contention) {
      if (workload.operation && !present.has(workload.operation)) continue;
      bench.progress.show(`${workload.name} …`);
      done.push(await measureOne(bench, installation, workload, db));
    }
  } finally {
    await db.close();
  }
  return done;
}

async function measureOne(
  bench: Bench,
  installation: Installation,
  workload: Workload | RetryWorkload,
  db: Db,
): Promise<ContentionResult> {
  const window_s = bench.options.contention_s;
  const longer = { ...bench, options: { ...bench.options, window_s, windows: 1 } };
  const before = await countDeadlocks(db);
  const { result: measured, waiting } = await whileCounting(db, () =>
    load(longer, installation, workload, { connections: rivals }),
  );
  await installation.settle();
  // A session reports its deadlocks to the statistics when it ends.
  await endSessions(db, new URL(installation.urls.databaseUrl).pathname.slice(1));
  const { statuses, refusals, requests, per_second } = measured;
  const refused = (statuses[409] ?? 0) + (refusals[409] ?? 0) + (refusals[412] ?? 0);
  const useful = [200, 201].reduce((sum, status) => sum + (statuses[status] ?? 0), 0);
  return {
    workload: workload.name,
    about: workload.about,
    measured,
    done_per_second: (per_second.median * useful) / requests,
    refused_per_hundred: (100 * refused) / useful,
    waiting,
    deadlocks: (await countDeadlocks(db)) - before,
    faults: (statuses[500] ?? 0) + (statuses[503] ?? 0),
    failures: failuresOf(measured, workload),
  };
}

/** Samples how many connections wait for locks while the work runs. */
async function whileCounting<T>(db: Db, work: () => Promise<T>) {
  const samples: number[] = [];
  const working = work();
  const over = working.then(
    () => true,
    () => true,
  );
  do samples.push(await countWaiting(db));
  while (!(await Promise.race([over, sleep(sampleEvery_ms, false)])));
  return { result: await working, waiting: spreadOf(samples) };
}
