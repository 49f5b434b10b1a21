import { deleteEndedWindows } from "../../rate-limits/queries.ts";
import type { Job } from "../job.ts";

const BATCH_SIZE = 5_000;

/** Deletes the counters of windows that have ended. */
export const purgeRateLimits: Job = {
  name: "purge-rate-limits",
  everySeconds: 60,
  async run({ db }, stopping) {
    while (!stopping.aborted && (await deleteEndedWindows(db, BATCH_SIZE)) === BATCH_SIZE);
  },
};
