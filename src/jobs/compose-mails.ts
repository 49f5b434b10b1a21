import { transaction } from "../db/transaction.ts";
import { composeBundle } from "../mail/bundles/compose.ts";
import { listDueBundles } from "../mail/bundles/queries.ts";
import type { Job } from "./job.ts";

const LIST_SIZE = 100;

/** Composes the mails of the bundles that are due, each in a short transaction. */
export const composeMails: Job = {
  name: "compose-mails",
  everySeconds: 2,
  async run({ db, config, log }, stopping) {
    for (const key of await listDueBundles(db, { limit: LIST_SIZE })) {
      if (stopping.aborted) return;
      try {
        await transaction(db, (tx) => composeBundle(tx, config, key));
      } catch (error) {
        // One that fails, such as one whose row is locked for long, does not stop the others.
        log.error({ err: error, ...key }, "A mail could not be composed. It is tried again.");
      }
    }
  },
};
