import { transaction } from "../../db/transaction.ts";
import { limits } from "../../limits.ts";
import { deleteOldTokens } from "../../service-accounts/token-queries.ts";
import type { Job } from "../job.ts";

const BATCH_SIZE = 200;

/**
 * Deletes API tokens that ended 30 days ago, in short transactions. The audit log has their names.
 */
export const purgeTokens: Job = {
  name: "purge-tokens",
  everySeconds: 3_600,
  async run({ db }, stopping) {
    let deleted: number;
    do {
      deleted = await transaction(db, (tx) =>
        deleteOldTokens(tx, { overForDays: limits.token_days_kept, limit: BATCH_SIZE }),
      );
    } while (deleted === BATCH_SIZE && !stopping.aborted);
  },
};
