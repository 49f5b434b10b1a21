import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createPool } from "../../src/db/pool.ts";
import type { StreamOrder, StreamReport } from "../load/stream-clients.ts";
import { memoryOf } from "../stage/cpu.ts";
import { findFeedHeadOf } from "../stage/queries.ts";
import { edit } from "../workloads/writes.ts";
import { type Bench, load } from "./bench.ts";
import type { Stand } from "./stand.ts";

export interface Streams {
  idle: number;
  /** What one idle stream costs the server in memory. */
  bytes_each: number;
  live: number;
  writes_per_second: number;
  written: number;
  /** Over all streams; each event should have come to each. */
  received: number;
  p50_ms: number;
  p99_ms: number;
  max_ms: number;
}

const writesPerSecond = 100;
const restMs = 4_000;

/** What idle streams hold, and how late an event is when it has come to all live ones. */
export async function measureStreams(bench: Bench, stand: Stand): Promise<Streams> {
  const { idle, live, seconds } = bench.options.streams;
  const { big } = stand.world();
  const child = fork(join(import.meta.dirname, "../load/stream-clients.ts"));
  const order = async (what: StreamOrder): Promise<StreamReport> => {
    child.send(what);
    const [report] = await once(child, "message");
    if ("error" in report) throw new Error(report.error);
    return report;
  };
  const head = await findHead(stand, big.workspace_id);
  const { port } = stand;
  const { tokens } = big;
  const path = `/v1/workspaces/${big.workspace_id}/events?after=${head}`;
  try {
    bench.progress.show(`${idle} idle streams …`);
    // Some come first, so that what the first stream alone costs is not shared out among all.
    await order({ kind: "open", port, path, tokens, count: 50 });
    await sleep(restMs / 2);
    const before = memoryOf(stand.service.api.pid).resident;
    const { open } = await order({ kind: "open", port, path, tokens, count: 50 + idle });
    await sleep(restMs);
    const bytes_each = (memoryOf(stand.service.api.pid).resident - before) / (open - 50);

    bench.progress.show(`${live} live streams …`);
    await order({ kind: "keep", count: live });
    await sleep(restMs / 2);
    const options = { ...bench.options, warmup_s: 0, open_s: seconds };
    const written = await load({ ...bench, options }, stand, edit, { rate: writesPerSecond });
    await sleep(restMs / 2);
    const { events, p50_ms, p99_ms, max_ms } = await order({ kind: "report" });
    return {
      idle,
      bytes_each,
      live,
      writes_per_second: writesPerSecond,
      written: written.requests,
      received: events,
      p50_ms,
      p99_ms,
      max_ms,
    };
  } finally {
    child.disconnect();
  }
}

async function findHead({ urls }: Stand, workspace_id: string): Promise<number> {
  const db = createPool(urls.databaseUrl, { size: 1 });
  try {
    return await findFeedHeadOf(db, workspace_id);
  } finally {
    await db.close();
  }
}
