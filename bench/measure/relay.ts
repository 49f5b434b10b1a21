import { setTimeout as sleep } from "node:timers/promises";
import { createPool } from "../../src/db/pool.ts";
import { startSlacky } from "../stage/child.ts";
import { logFile } from "../stage/folder.ts";
import { countOutbox, fillOutbox } from "../stage/queries.ts";
import { environmentOf } from "../stage/service.ts";
import type { Bench } from "./bench.ts";
import type { Installation } from "./installation.ts";

export interface RelayResult {
  events: number;
  seconds: number;
  per_second: number;
}

/** How fast a worker empties a full outbox. It writes feed, audit log and counts, durably. */
export async function measureRelay(bench: Bench, installation: Installation): Promise<RelayResult> {
  const events = bench.options.relayed;
  bench.progress.show(`${events} events to relay …`);
  const db = createPool(installation.urls.databaseUrl, { size: 1 });
  try {
    await installation.service.worker.stop();
    const { big } = installation.world();
    await fillOutbox(db, big, events);
    const full = await countOutbox(db);
    const env = environmentOf(installation.urls, bench.folder, 0);
    const log = logFile(bench.folder, "relay-worker");
    const worker = startSlacky(["worker"], { env, logFile: log });
    // The start of the worker is not measured.
    while ((await countOutbox(db)) === full) await sleep(5);
    const startedAt = performance.now();
    const left = await countOutbox(db);
    while ((await countOutbox(db)) > 0) await sleep(10);
    const seconds = (performance.now() - startedAt) / 1000;
    await worker.stop();
    return { events: left, seconds, per_second: left / seconds };
  } finally {
    await db.close();
  }
}
