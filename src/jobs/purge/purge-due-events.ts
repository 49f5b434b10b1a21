import { transaction } from "../../db/transaction.ts";
import { deleteOldDueEvents } from "../../due-dates/queries.ts";
import type { Instance } from "../../instance.ts";
import { limits } from "../../limits.ts";
import type { Job } from "../job.ts";

const BATCH_SIZE = 1_000;
const DAY_MS = 86_400_000;

/**
 * Forgets for which tickets a due date was recorded, thirty days after the date, in short
 * transactions. No ticket is due that long after it.
 */
export const purgeDueEvents: Job = {
  name: "purge-due-events",
  everySeconds: 3_600,
  run: (instance, stopping) => purgeDueEventsAt(new Date(), instance, stopping),
};

/** The same at any time. */
export async function purgeDueEventsAt(
  now: Date,
  { db }: Pick<Instance, "db">,
  stopping: AbortSignal,
): Promise<void> {
  const oldest = new Date(now.getTime() - limits.due_events_days_kept * DAY_MS);
  const before = oldest.toISOString().slice(0, 10);
  let deleted: number;
  do {
    deleted = await transaction(db, (tx) => deleteOldDueEvents(tx, { before, limit: BATCH_SIZE }));
  } while (deleted === BATCH_SIZE && !stopping.aborted);
}
