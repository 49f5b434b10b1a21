// A process of its own that generates load. It takes jobs as messages and answers with figures.

import type { World } from "../stage/world.ts";
import { workloads } from "../workloads/list.ts";
import type { RetryWorkload, Turn, Workload } from "../workloads/workload.ts";
import { openConnection } from "./connection.ts";
import { percentile } from "./figures.ts";
import type { Job, Report, Window } from "./job.ts";
import { type Act, type Client, closedLoop, noSamples, openLoop, type Samples } from "./loops.ts";

process.on("message", (job: Job) => {
  run(job).then(
    () => report({ kind: "done" }),
    (error) => report({ kind: "failed", reason: String(error?.stack ?? error) }),
  );
});
process.on("disconnect", () => process.exit());

async function run(job: Job): Promise<void> {
  const clients = await openClients(job);
  try {
    await runWindow(job, clients, job.warmup_s, noSamples());
    for (let window = 0; window < job.windows; window += 1) {
      report({ kind: "begin" });
      const samples = noSamples();
      const startedAt = performance.now();
      const cpu = process.cpuUsage();
      await runWindow(job, clients, job.window_s, samples);
      const seconds = (performance.now() - startedAt) / 1000;
      const { user, system } = process.cpuUsage(cpu);
      report({ kind: "end", window: windowOf(samples, seconds, (user + system) / 1e6) });
    }
  } finally {
    for (const { connection } of clients) connection.close();
  }
}

async function openClients({ port, workload, world, connections }: Job): Promise<Client[]> {
  const found = workloads.find(({ name }) => name === workload);
  if (!found) throw new Error(`${workload} is not a workload.`);
  return await Promise.all(
    Array.from({ length: connections }, async (_, index) => ({
      connection: await openConnection(port, found.expected),
      act: actOf(found, world, { index, count: connections }),
      expected: found.expected,
    })),
  );
}

function actOf(workload: Workload | RetryWorkload, world: World, turn: Turn): Act {
  if ("acts" in workload) return workload.acts(world, turn);
  const next = workload.requests(world, turn);
  return (connection) => connection.send(next());
}

async function runWindow({ rate }: Job, clients: Client[], seconds: number, samples: Samples) {
  if (seconds === 0) return;
  if (rate === undefined) await closedLoop(clients, seconds, samples);
  else await openLoop(clients, { seconds, rate }, samples);
}

function windowOf(samples: Samples, seconds: number, generator_cpu_s: number): Window {
  const sorted = Float64Array.from(samples.latencies_ms).sort();
  const figures = Array.from(sorted);
  return {
    seconds,
    requests: figures.length,
    p50_ms: percentile(figures, 0.5),
    p99_ms: percentile(figures, 0.99),
    max_ms: figures.at(-1) ?? Number.NaN,
    statuses: samples.statuses,
    refusals: samples.refusals,
    unexpected: samples.unexpected,
    generator_cpu_s,
  };
}

function report(message: Report): void {
  process.send?.(message);
}
