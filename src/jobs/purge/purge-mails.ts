import { transaction } from "../../db/transaction.ts";
import { limits } from "../../limits.ts";
import { deleteOldMails } from "../../mail/send/queries.ts";
import type { Job } from "../job.ts";

const BATCH_SIZE = 500;

/** Deletes sent mails after a week and dead ones after a month. */
export const purgeMails: Job = {
  name: "purge-mails",
  everySeconds: 3_600,
  async run({ db }, stopping) {
    const keep = { sent_days: limits.mail_days_kept, dead_days: limits.dead_mail_days_kept };
    let deleted: number;
    do {
      deleted = await transaction(db, (tx) => deleteOldMails(tx, { ...keep, limit: BATCH_SIZE }));
    } while (deleted === BATCH_SIZE && !stopping.aborted);
  },
};
