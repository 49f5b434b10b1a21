import { deleteOldAddressChanges } from "../../account/address-queries.ts";
import { deleteExpiredAccountTokens } from "../../account/token-queries.ts";
import type { Tx } from "../../db/transaction.ts";
import { transaction } from "../../db/transaction.ts";
import type { Job } from "../job.ts";

const BATCH_SIZE = 500;

/**
 * Deletes the tokens of links that expired a day ago, and changes of address that can no longer be
 * stopped, in short transactions.
 */
export const purgeAccountTokens: Job = {
  name: "purge-account-tokens",
  everySeconds: 3_600,
  async run({ db }, stopping) {
    const purge = async (remove: (tx: Tx, batch: { limit: number }) => Promise<number>) => {
      let deleted: number;
      do {
        deleted = await transaction(db, (tx) => remove(tx, { limit: BATCH_SIZE }));
      } while (deleted === BATCH_SIZE && !stopping.aborted);
    };
    await purge(deleteExpiredAccountTokens);
    await purge(deleteOldAddressChanges);
  },
};
