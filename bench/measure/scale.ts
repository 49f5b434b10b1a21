import { isWanted } from "../options.ts";
import type { Seed } from "../seed/open-seed.ts";
import type { Measured } from "../stage/drive.ts";
import { type Bench, failuresOf, load } from "./bench.ts";
import { availableWorkloads, withInstallation } from "./installation.ts";

/** The results of one workload on one size of data. */
export interface ScalePoint {
  size: string;
  workload: string;
  measured: Measured;
  failures: number;
}

/** Runs the same load on larger and larger data, spread over workspaces by their size. */
export async function measureScale(bench: Bench, seeds: readonly Seed[]): Promise<ScalePoint[]> {
  const points: ScalePoint[] = [];
  const workloads = availableWorkloads().filter(
    ({ name }) => isWanted(bench.options, name) && name !== "login",
  );
  if (workloads.length === 0) return points;
  for (const seed of seeds) {
    await withInstallation(bench, seed, "everywhere", async (installation) => {
      for (const workload of workloads) {
        bench.progress.show(`${workload.name} on ${seed.size} …`);
        const measured = await load(bench, installation, workload);
        await installation.settle();
        const failures = failuresOf(measured, workload);
        points.push({ size: seed.size, workload: workload.name, measured, failures });
      }
    });
  }
  return points;
}
