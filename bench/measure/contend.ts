import { createPool } from "../../src/db/pool.ts";
import type { Measured } from "../stage/drive.ts";
import { countDeadlocks } from "../stage/queries.ts";
import { contention } from "../workloads/contention.ts";
import { type Bench, failuresOf, load } from "./bench.ts";
import { presentWorkloads, type Stand } from "./stand.ts";

export interface Contended {
  workload: string;
  about: string;
  measured: Measured;
  deadlocks: number;
  /** Answers with 500 or 503. */
  faults: number;
  failures: number;
}

const rivals = 100;

/** A hundred clients who want something of the same rows. */
export async function contend(bench: Bench, stand: Stand): Promise<Contended[]> {
  const present = new Set(presentWorkloads().map(({ operation }) => operation));
  const db = createPool(stand.urls.databaseUrl, { size: 1 });
  const window_s = bench.options.contention_s;
  const patient = { ...bench, options: { ...bench.options, window_s, windows: 1 } };
  const done: Contended[] = [];
  try {
    for (const workload of contention.filter(
      (one) => !one.operation || present.has(one.operation),
    )) {
      bench.progress.show(`${workload.name} …`);
      const before = await countDeadlocks(db);
      const measured = await load(patient, stand, workload, { connections: rivals });
      await stand.settle();
      done.push({
        workload: workload.name,
        about: workload.about,
        measured,
        deadlocks: (await countDeadlocks(db)) - before,
        faults: (measured.statuses[500] ?? 0) + (measured.statuses[503] ?? 0),
        failures: failuresOf(measured, workload),
      });
    }
  } finally {
    await db.close();
  }
  return done;
}
