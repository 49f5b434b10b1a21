import { transaction } from "../../db/transaction.ts";
import { limits } from "../../limits.ts";
import { deleteOldSessions } from "../../sessions/queries.ts";
import type { Job } from "../job.ts";

const BATCH_SIZE = 200;

/** Deletes sessions that ended 30 days ago, with their tokens, in short transactions. */
export const purgeSessions: Job = {
  name: "purge-sessions",
  everySeconds: 3_600,
  async run({ db }, stopping) {
    let deleted: number;
    do {
      deleted = await transaction(db, (tx) =>
        deleteOldSessions(tx, { overForDays: limits.session_days_kept, limit: BATCH_SIZE }),
      );
    } while (deleted === BATCH_SIZE && !stopping.aborted);
  },
};
