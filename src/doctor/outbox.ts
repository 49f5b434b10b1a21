import type { Queryable } from "../db/pool.ts";
import { limits } from "../limits.ts";
import { findOutboxState } from "../monitoring/outbox-queries.ts";
import { findVacuumBlockers } from "../monitoring/vacuum-blockers.ts";
import { type CheckResult, good, warning } from "./finding.ts";

/** Events leave the outbox within a second where a worker runs. */
export async function checkOutbox(db: Queryable): Promise<CheckResult> {
  const { rows, lag_seconds } = await findOutboxState(db);
  if (rows === 0) return good("No events are waiting for the relay.");
  const events = `${rows === limits.outbox_counted ? "At least " : ""}${rows.toLocaleString("en")}`;
  const sentence = `Events waiting for the relay: ${events}, the oldest for ${Math.round(lag_seconds)} s`;
  return lag_seconds <= limits.outbox_lag_seconds
    ? good(`${sentence}.`)
    : warning(
        `${sentence}. Run \`slacky start\` or \`slacky worker\`. If one is running, see its log.`,
      );
}

/** The relay walks over every row that it took earlier and vacuum could not take away yet. */
export async function checkDeadRows(db: Queryable): Promise<CheckResult> {
  const { dead_rows } = await findOutboxState(db);
  const sentence = `Dead rows in the outbox: about ${dead_rows.toLocaleString("en")}.`;
  if (dead_rows <= limits.outbox_dead_rows) return good(sentence);
  const { detail } = await findVacuumBlockers(db);
  return warning(`${sentence} They slow the relay down. ${detail}`);
}
