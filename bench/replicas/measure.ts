import { type Spread, spreadOf } from "../load/figures.ts";
import { failuresOf } from "../measure/bench.ts";
import type { Progress } from "../progress.ts";
import type { Generator, Measured } from "../stage/drive.ts";
import { positionedGet, positionedNewestPage } from "../workloads/positioned.ts";
import type { Workload } from "../workloads/workload.ts";
import { transition } from "../workloads/writes.ts";
import { type Installation, type Layout, openInstallation, type Running } from "./installation.ts";

export interface Amounts {
  size: string;
  connections: number;
  warmup_s: number;
  window_s: number;
  /** How often each layout is started and measured, by turns. */
  rounds: number;
}

/** The figures of one workload in one layout, over all rounds. CPU is in microseconds per request. */
export interface LayoutFigures extends Layout {
  workload: string;
  per_second: Spread;
  server_us: Spread;
  primary_us: Spread;
  replica_us: Spread;
  generator_us: Spread;
  /** The share of the requests that the standby served. */
  on_replica: Spread;
  /** Requests with an unexpected status. If there are any, the figures are void. */
  failures: number;
  /** The first of those responses. */
  unexpected: string[];
}

export const layouts: readonly Layout[] = [
  { processes: 1, replicas: 0 },
  { processes: 2, replicas: 0 },
  { processes: 1, replicas: 1 },
  { processes: 2, replicas: 1 },
];

export const workloads: readonly Workload[] = [positionedGet, positionedNewestPage, transition];

interface Sample {
  layout: Layout;
  workload: Workload;
  measured: Measured;
  on_replica: number;
}

export async function measureLayouts(
  amounts: Amounts,
  { generator, progress }: { generator: Generator; progress: Progress },
): Promise<LayoutFigures[]> {
  const installation = await openInstallation(amounts.size, progress);
  try {
    const samples: Sample[] = [];
    for (let round = 1; round <= amounts.rounds; round += 1) {
      for (const layout of layouts) {
        progress.show(`Round ${round} of ${amounts.rounds}: ${nameOf(layout)} …`);
        samples.push(...(await measureLayout(installation, { layout, amounts, generator })));
      }
    }
    return workloads.flatMap((workload) =>
      layouts.map((layout) => figuresOf(samples, { layout, workload })),
    );
  } finally {
    await installation.close();
  }
}

export function nameOf({ processes, replicas }: Layout): string {
  const count = (number: number, name: string, names: string) =>
    `${number} ${number === 1 ? name : names}`;
  return `${count(processes, "process", "processes")}, ${count(replicas, "replica", "replicas")}`;
}

interface Measuring {
  layout: Layout;
  amounts: Amounts;
  generator: Generator;
}

async function measureLayout(
  installation: Installation,
  { layout, amounts, generator }: Measuring,
): Promise<Sample[]> {
  const running = await installation.start(layout);
  try {
    const samples: Sample[] = [];
    for (const workload of workloads) {
      samples.push({
        layout,
        workload,
        ...(await measure(running, { workload, amounts, generator })),
      });
    }
    return samples;
  } finally {
    await running.stop();
  }
}

async function measure(
  { port, world, watched, servedByReplica, settle }: Running,
  {
    workload,
    amounts: { connections, warmup_s, window_s },
    generator,
  }: { workload: Workload; amounts: Amounts; generator: Generator },
): Promise<Pick<Sample, "measured" | "on_replica">> {
  const job = { port, workload: workload.name, world: world(), connections };
  if (warmup_s > 0) {
    await generator.run({ ...job, warmup_s, window_s: 0.1, windows: 1 }, watched);
    await settle();
  }
  const before = await servedByReplica();
  const measured = await generator.run({ ...job, warmup_s: 0, window_s, windows: 1 }, watched);
  const served = (await servedByReplica()) - before;
  return { measured, on_replica: served / measured.requests };
}

function figuresOf(
  samples: readonly Sample[],
  { layout, workload }: { layout: Layout; workload: Workload },
): LayoutFigures {
  const own = samples.filter((one) => one.layout === layout && one.workload === workload);
  const over = (figure: (sample: Sample) => number | undefined) =>
    spreadOf(own.map((sample) => figure(sample) ?? Number.NaN));
  return {
    ...layout,
    workload: workload.name,
    per_second: over(({ measured }) => measured.per_second.median),
    server_us: over(({ measured }) => measured.server_us?.median),
    primary_us: over(({ measured }) => measured.database_us?.median),
    replica_us: over(({ measured }) => measured.replica_us?.median),
    generator_us: over(({ measured }) => measured.generator_us.median),
    on_replica: over(({ on_replica }) => on_replica),
    failures: own.reduce((sum, { measured }) => sum + failuresOf(measured, workload), 0),
    unexpected: own.flatMap(({ measured }) => measured.unexpected),
  };
}
