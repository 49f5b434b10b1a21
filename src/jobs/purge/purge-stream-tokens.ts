import { deleteOldStreamTokens } from "../../events/stream/stream-token-queries.ts";
import type { Job } from "../job.ts";

const BATCH_SIZE = 1_000;

/** Deletes expired stream tokens. Those that were used are deleted already. */
export const purgeStreamTokens: Job = {
  name: "purge-stream-tokens",
  everySeconds: 300,
  async run({ db }, stopping) {
    while (
      !stopping.aborted &&
      (await deleteOldStreamTokens(db, { limit: BATCH_SIZE })) === BATCH_SIZE
    );
  },
};
