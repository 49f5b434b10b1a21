import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { type Spread, spreadOf } from "../load/figures.ts";
import type { Job, Report, Window } from "../load/job.ts";
import { cpuWithChildren } from "./cpu.ts";

/** The generator, a process that runs as long as the bench. */
export interface Generator {
  run(job: Job, watched: Watched): Promise<Measured>;
  stop(): void;
}

/** The processes whose CPU is read at the start and end of each window. */
export interface Watched {
  server?: number;
  worker?: number;
  postmaster: number | undefined;
  /** The postmaster of a standby. */
  replica?: number;
}

/** The results of one workload, each figure over all windows. */
export interface Measured {
  per_second: Spread;
  p50_ms: Spread;
  p99_ms: Spread;
  max_ms: number;
  /** CPU per request, in microseconds. */
  server_us?: Spread;
  worker_us?: Spread;
  database_us?: Spread;
  replica_us?: Spread;
  generator_us: Spread;
  requests: number;
  statuses: Record<string, number>;
  refusals: Record<string, number>;
  unexpected: string[];
}

type Cpu = Record<keyof Watched, number | undefined>;

export function startGenerator(): Generator {
  const child = fork(join(import.meta.dirname, "../load/generator.ts"), { serialization: "json" });
  return {
    run: (job, watched) => runJob(child, job, watched),
    stop: () => {
      if (child.connected) child.disconnect();
    },
  };
}

async function runJob(child: ChildProcess, job: Job, watched: Watched): Promise<Measured> {
  const windows: { window: Window; cpu: Cpu }[] = [];
  let before = readCpu(watched);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const listen = (report: Report) => {
    if (report.kind === "begin") before = readCpu(watched);
    if (report.kind === "end") {
      windows.push({ window: report.window, cpu: difference(readCpu(watched), before) });
    }
    if (report.kind === "done") resolve();
    if (report.kind === "failed") reject(new Error(report.reason));
  };
  const die = () => reject(new Error("The generator has ended unexpectedly."));
  child.on("message", listen).once("exit", die);
  child.send(job);
  try {
    await promise;
  } finally {
    child.off("message", listen).off("exit", die);
  }
  return measuredOf(windows);
}

function measuredOf(windows: { window: Window; cpu: Cpu }[]): Measured {
  const over = (figure: (window: Window) => number) =>
    spreadOf(windows.map(({ window }) => figure(window)));
  const cpu = (name: keyof Cpu) => {
    const figures = windows.map(({ window, cpu }) => ((cpu[name] ?? NaN) * 1e6) / window.requests);
    return figures.some(Number.isNaN) ? undefined : spreadOf(figures);
  };
  const sum = (figure: "statuses" | "refusals") => {
    const counts: Record<string, number> = {};
    for (const [status, count] of windows.flatMap(({ window }) => Object.entries(window[figure]))) {
      counts[status] = (counts[status] ?? 0) + count;
    }
    return counts;
  };
  const optional = {
    server_us: cpu("server"),
    worker_us: cpu("worker"),
    database_us: cpu("postmaster"),
    replica_us: cpu("replica"),
  };
  return {
    per_second: over(({ requests, seconds }) => requests / seconds),
    p50_ms: over(({ p50_ms }) => p50_ms),
    p99_ms: over(({ p99_ms }) => p99_ms),
    max_ms: Math.max(...windows.map(({ window }) => window.max_ms)),
    ...Object.fromEntries(Object.entries(optional).filter(([, spread]) => spread)),
    generator_us: over(({ generator_cpu_s, requests }) => (generator_cpu_s * 1e6) / requests),
    requests: windows.reduce((sum, { window }) => sum + window.requests, 0),
    statuses: sum("statuses"),
    refusals: sum("refusals"),
    unexpected: windows.flatMap(({ window }) => window.unexpected).slice(0, 3),
  };
}

const watchable = ["server", "worker", "postmaster", "replica"] as const;

function readCpu(watched: Watched): Cpu {
  const read = (name: keyof Watched) => {
    const pid = watched[name];
    return [name, pid === undefined ? undefined : cpuWithChildren(pid)] as const;
  };
  return Object.fromEntries(watchable.map(read)) as Cpu;
}

function difference(now: Cpu, before: Cpu): Cpu {
  const since = (name: keyof Cpu) => {
    const [a, b] = [now[name], before[name]];
    return [name, a === undefined || b === undefined ? undefined : a - b] as const;
  };
  return Object.fromEntries(watchable.map(since)) as Cpu;
}
