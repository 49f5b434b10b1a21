import { transaction } from "../db/transaction.ts";
import { expireClaim } from "../tickets/claims/expire.ts";
import { listExpiredClaims } from "../tickets/claims/queries.ts";
import type { Job } from "./job.ts";

const TICKETS_PER_RUN = 1_000;

/**
 * Returns tickets to their queue when their lease has run out, each in a transaction of its own, so
 * that a failure does not affect the others. It waits for no lock: a ticket that is locked is tried
 * again in the next run.
 */
export const returnExpiredClaims: Job = {
  name: "return-expired-claims",
  everySeconds: 1,
  async run({ db, log }, stopping) {
    for (const ticket of await listExpiredClaims(db, TICKETS_PER_RUN)) {
      if (stopping.aborted) return;
      try {
        await transaction(db, (tx) => expireClaim(tx, ticket));
      } catch (error) {
        log.error(
          { err: error, ...ticket },
          "A ticket whose lease has run out could not be released. The job tries again.",
        );
      }
    }
  },
};
