import { transaction } from "../db/transaction.ts";
import { insertExpiryNotices } from "../notifications/notices/expiring-tokens.ts";
import type { Job } from "./job.ts";

const BATCH_SIZE = 100;

/** Puts a notice into the inboxes of those who should replace an API token before it expires. */
export const noticeExpiringTokens: Job = {
  name: "notice-expiring-tokens",
  everySeconds: 60,
  async run({ db }, stopping) {
    let taken: number;
    do {
      taken = await transaction(db, (tx) => insertExpiryNotices(tx, { limit: BATCH_SIZE }));
    } while (taken === BATCH_SIZE && !stopping.aborted);
  },
};
