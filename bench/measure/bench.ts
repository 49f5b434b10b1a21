import type { Options } from "../options.ts";
import type { Progress } from "../progress.ts";
import type { DatabaseServer } from "../stage/database.ts";
import type { Generator, Measured, Watched } from "../stage/drive.ts";
import type { World } from "../stage/world.ts";
import type { RetryWorkload, Workload } from "../workloads/workload.ts";

/** What every part of the bench uses. */
export interface Bench {
  server: DatabaseServer;
  folder: string;
  options: Options;
  generator: Generator;
  progress: Progress;
}

/** A server under load. */
export interface Target {
  port: number;
  watched: Watched;
  world: () => World;
}

/** Runs a workload in a closed loop, or at `rate` requests a second. */
export async function load(
  { generator, options }: Bench,
  { port, watched, world }: Target,
  { name, connectionsMax = Number.POSITIVE_INFINITY }: Workload | RetryWorkload,
  { rate, connections = options.connections }: { rate?: number; connections?: number } = {},
): Promise<Measured> {
  const { warmup_s, window_s, windows, open_s } = options;
  const length =
    rate === undefined
      ? { warmup_s, window_s, windows }
      : { warmup_s: Math.min(1, warmup_s), window_s: open_s, windows: 1 };
  return await generator.run(
    {
      port,
      workload: name,
      world: world(),
      connections: Math.min(connections, connectionsMax),
      ...(rate !== undefined && { rate }),
      ...length,
    },
    watched,
  );
}

/** How many requests had an unexpected status. If there are any, the figures are void. */
export function failuresOf(
  { statuses }: Measured,
  { expected }: Pick<Workload, "expected">,
): number {
  return Object.entries(statuses)
    .filter(([status]) => !expected.includes(Number(status)))
    .reduce((sum, [, count]) => sum + count, 0);
}
