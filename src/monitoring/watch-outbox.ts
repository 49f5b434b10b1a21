import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { Queryable } from "../db/pool.ts";
import { limits } from "../limits.ts";
import { createAlarm } from "./alarm.ts";
import type { OutboxMetrics } from "./outbox-metrics.ts";
import { findOutboxState, type OutboxState } from "./outbox-queries.ts";
import { findVacuumBlockers } from "./vacuum-blockers.ts";

const REST_MS = 10_000;

/**
 * Polls the outbox until `stopping`, shows it in the metrics, and logs what an operator should
 * know.
 */
export async function watchOutbox(
  { db, log, metrics }: { db: Queryable; log: Logger; metrics: Pick<OutboxMetrics, "showOutbox"> },
  stopping: AbortSignal,
): Promise<void> {
  const checkOutbox = createOutboxAlarms(db, log);
  while (!stopping.aborted) {
    try {
      const state = await findOutboxState(db);
      metrics.showOutbox(state);
      await checkOutbox(state);
    } catch (error) {
      metrics.showOutbox(undefined);
      log.debug({ err: error }, "The outbox could not be checked.");
    }
    await sleep(REST_MS, undefined, { signal: stopping }).catch(() => {});
  }
}

/**
 * Logs when a problem of the outbox starts and ends. The returned function may be called at any
 * rate.
 */
export function createOutboxAlarms(
  db: Queryable,
  log: Logger,
): (state: OutboxState) => Promise<void> {
  const lag = createAlarm(limits.outbox_lag_seconds);
  const dead = createAlarm(limits.outbox_dead_rows);
  return async (state) => {
    const lagRing = lag(state.lag_seconds);
    const seconds = Math.round(state.lag_seconds);
    if (lagRing === "rings") {
      log.warn(
        state,
        `The oldest event has waited for the relay for ${seconds} s. No worker is running, or it fails.`,
      );
    }
    if (lagRing === "ends") log.info(state, "The relay has caught up.");

    const deadRing = dead(state.dead_rows);
    if (deadRing === "rings") {
      const { holders, detail } = await findVacuumBlockers(db);
      const rows = state.dead_rows.toLocaleString("en");
      log.warn({ ...state, holders }, `The outbox has about ${rows} dead rows. ${detail}`);
    }
    if (deadRing === "ends") log.info(state, "The dead rows of the outbox were vacuumed.");
  };
}
