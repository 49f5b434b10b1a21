import type { Db } from "../../db/pool.ts";
import { transaction } from "../../db/transaction.ts";
import { limits } from "../../limits.ts";
import { purgeRange } from "../../notifications/purge-queries.ts";
import { retentionCutoff } from "../../retention/retention-cutoff.ts";
import type { Job } from "../job.ts";

/** How many notifications a transaction looks at. */
const RANGE = 5_000;

/**
 * Deletes what was read or archived and has not changed for 180 days, and what is still unread after
 * 400.
 */
export const purgeNotifications: Job = {
  name: "purge-notifications",
  everySeconds: 86_400,
  async run({ db, log }, stopping) {
    const deleted = await purgeInboxes(db, { stopping });
    if (deleted > 0) log.info({ deleted }, "Deleted old notifications.");
  },
};

/** Goes through all notifications, in the order of their IDs. Returns how many it has deleted. */
export async function purgeInboxes(
  db: Db,
  { now = new Date(), stopping, range = RANGE }: PurgeOptions,
): Promise<number> {
  const before = {
    read: retentionCutoff(limits.notification_days_kept, now),
    unread: retentionCutoff(limits.notification_days_kept_unread, now),
  };
  let deleted = 0;
  let after: string | undefined;
  do {
    const done = await transaction(db, (tx) => purgeRange(tx, { after, range, before }));
    deleted += done.deleted;
    after = done.last;
  } while (after !== undefined && !stopping.aborted);
  return deleted;
}

interface PurgeOptions {
  now?: Date;
  stopping: AbortSignal;
  range?: number;
}
