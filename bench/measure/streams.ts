import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../dev/ports.ts";
import { createPool } from "../../src/db/pool.ts";
import type { StreamOrder, StreamReport } from "../load/stream-clients.ts";
import { startScript, startSlacky, untilReady } from "../stage/child.ts";
import { memoryOf } from "../stage/cpu.ts";
import { logFile } from "../stage/folder.ts";
import { findFeedHeadOf } from "../stage/queries.ts";
import { environmentOf } from "../stage/service.ts";
import { edit } from "../workloads/writes.ts";
import { type Bench, load } from "./bench.ts";
import type { Installation } from "./installation.ts";

export interface StreamResult {
  idle: number;
  /** The memory that one idle stream costs the server. */
  bytes_each: number;
  /** The same for one open response of a server that is node:http alone. */
  floor_bytes_each: number;
  live: number;
  writes_per_second: number;
  written: number;
  /** Events over all streams. Each stream should receive each event. */
  received: number;
  p50_ms: number;
  p99_ms: number;
  max_ms: number;
}

const writesPerSecond = 100;
const restMs = 2_000;
const firstStreams = 50;

/**
 * Measures the memory of idle streams, and the delay of events on live ones. The server is a new process: one that was
 * under load has spare memory, which would hide that of the streams. The floor is measured in the same way.
 */
export async function measureStreams(
  bench: Bench,
  installation: Installation,
): Promise<StreamResult> {
  const port = await freePort();
  const log = logFile(bench.folder, "streams-api");
  const env = environmentOf(installation.urls, bench.folder, port);
  const floor_bytes_each = await measureFloor(bench, installation);
  const api = startSlacky(["api"], { env, logFile: log });
  const child = fork(join(import.meta.dirname, "../load/stream-clients.ts"));
  try {
    await untilReady(api, { port, path: "/readyz", logFile: log });
    const target = { ...installation, port, watched: { ...installation.watched, server: api.pid } };
    const followers = await followersOf(child, installation, port);
    return { floor_bytes_each, ...(await measureOn(bench, target, followers)) };
  } finally {
    child.disconnect();
    await api.stop();
  }
}

async function measureFloor(bench: Bench, installation: Installation): Promise<number> {
  const port = await freePort();
  const log = logFile(bench.folder, "stream-server");
  const env = { PORT: String(port) };
  const server = startScript(join(import.meta.dirname, "../limits/stream-server.ts"), {
    env,
    logFile: log,
  });
  const child = fork(join(import.meta.dirname, "../load/stream-clients.ts"));
  try {
    await untilListening(port);
    return await measureIdle(bench, server.pid, await followersOf(child, installation, port));
  } finally {
    child.disconnect();
    await server.stop();
  }
}

/** It cannot be asked with a request, because it never ends a response. */
async function untilListening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const isThere = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isThere) return;
    await sleep(10);
  }
}

/** Clients that follow one feed from its head. */
interface Followers {
  open(count: number): Promise<StreamReport>;
  keep(count: number): Promise<StreamReport>;
  report(): Promise<StreamReport>;
}

async function measureOn(bench: Bench, target: Installation, followers: Followers) {
  const { idle, live, seconds } = bench.options.streams;
  bench.progress.show(`${idle} idle streams …`);
  const bytes_each = await measureIdle(bench, target.watched.server as number, followers);

  bench.progress.show(`${live} live streams …`);
  await followers.keep(live);
  await sleep(restMs);
  const options = { ...bench.options, warmup_s: 0, open_s: seconds };
  const written = await load({ ...bench, options }, target, edit, { rate: writesPerSecond });
  await sleep(restMs);
  const { events, p50_ms, p99_ms, max_ms } = await followers.report();
  return {
    ...{ idle, bytes_each, live, writes_per_second: writesPerSecond },
    ...{ written: written.requests, received: events, p50_ms, p99_ms, max_ms },
  };
}

async function measureIdle(bench: Bench, pid: number, followers: Followers): Promise<number> {
  const { idle } = bench.options.streams;
  // The cost of the very first streams is not that of each stream.
  await followers.open(firstStreams);
  await sleep(restMs);
  const before = memoryOf(pid).resident;
  await followers.open(firstStreams + idle);
  await sleep(restMs);
  return (memoryOf(pid).resident - before) / idle;
}

async function followersOf(
  child: ChildProcess,
  installation: Installation,
  port: number,
): Promise<Followers> {
  const { big } = installation.world();
  const head = await findHead(installation, big.workspace_id);
  const path = `/v1/workspaces/${big.workspace_id}/events?after=${head}`;
  const order = async (what: StreamOrder): Promise<StreamReport> => {
    child.send(what);
    const [report] = await once(child, "message");
    if ("error" in report) throw new Error(report.error);
    return report;
  };
  return {
    open: (count) => order({ kind: "open", port, path, tokens: big.tokens, count }),
    keep: (count) => order({ kind: "keep", count }),
    report: () => order({ kind: "report" }),
  };
}

async function findHead({ urls }: Installation, workspace_id: string): Promise<number> {
  const db = createPool(urls.databaseUrl, { size: 1 });
  try {
    return await findFeedHeadOf(db, workspace_id);
  } finally {
    await db.close();
  }
}
