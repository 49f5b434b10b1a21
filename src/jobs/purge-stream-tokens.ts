import { deleteOldStreamTokens } from "../events/stream/stream-token-queries.ts";
import type { Job } from "./job.ts";

const BATCH_SIZE = 1_000;

/** Deletes the passes that nobody used in time; those that were used are gone. */
export const purgeStreamTokens: Job = {
  name: "purge-passes",
  everySeconds: 300,
  async run({ db }, stopping) {
    while (
      !stopping.aborted &&
      (await deleteOldStreamTokens(db, { limit: BATCH_SIZE })) === BATCH_SIZE
    );
  },
};
