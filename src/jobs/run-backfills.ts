import { setTimeout as sleep } from "node:timers/promises";
import type { Backfill } from "../backfill/backfill.ts";
import { fillStep, openBackfill } from "../backfill/fill.ts";
import { findProgress } from "../backfill/queries.ts";
import { backfills } from "../backfills.ts";
import type { Instance } from "../instance.ts";
import type { Job } from "./job.ts";

/** Fills what only the server can compute, for rows of before. One backfill after the other. */
export const runBackfills: Job = {
  name: "run-backfills",
  everySeconds: 10,
  async run(instance, stopping) {
    for (const backfill of backfills) await runBackfill(instance, backfill, stopping);
  },
};

/**
 * Runs one backfill to its end, a hundred rows at a time. It rests as long as each step took, so that
 * it never takes more than half of a connection.
 */
export async function runBackfill(
  { db, log, metrics }: Pick<Instance, "db" | "log" | "metrics">,
  backfill: Backfill,
  stopping: AbortSignal,
): Promise<void> {
  let progress = await openBackfill(db, backfill);
  while (!progress.is_finished && !stopping.aborted) {
    metrics.showBackfill(backfill.name, progress);
    const startedAt = performance.now();
    const step = await fillStep(db, backfill);
    if (!step) break;
    for (const failure of step.failures) {
      const detail = "A row could not be filled. The backfill goes on, and tries it again later.";
      log.error({ backfill: backfill.name, ...failure }, detail);
    }
    progress = (await findProgress(db, backfill)) ?? progress;
    if (progress.is_finished) log.info({ backfill: backfill.name }, "A backfill has ended.");
    const rest = performance.now() - startedAt;
    await sleep(rest, undefined, { signal: stopping }).catch(() => {});
  }
  metrics.showBackfill(backfill.name, progress);
}
