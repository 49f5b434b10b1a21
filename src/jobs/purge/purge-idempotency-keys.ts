import { transaction } from "../../db/transaction.ts";
import { deleteOldKeys } from "../../idempotency/queries.ts";
import { limits } from "../../limits.ts";
import type { Job } from "../job.ts";

const BATCH_SIZE = 1_000;

/**
 * Deletes responses that were stored a day ago, in short transactions. A request in progress has no
 * row yet, so it is not affected.
 */
export const purgeIdempotencyKeys: Job = {
  name: "purge-idempotency-keys",
  everySeconds: 600,
  async run({ db }, stopping) {
    let deleted: number;
    do {
      deleted = await transaction(db, (tx) =>
        deleteOldKeys(tx, { hours: limits.idempotency_hours_kept, limit: BATCH_SIZE }),
      );
    } while (deleted === BATCH_SIZE && !stopping.aborted);
  },
};
