import { withOwner } from "../db/owner.ts";
import { pruneFeeds } from "../events/prune.ts";
import { keptFrom } from "../retention/kept-from.ts";
import type { Job } from "./job.ts";

/**
 * Deletes events that are older than what is kept, where the worker has been given the owner's address: the
 * server's own role cannot. Elsewhere `slacky prune` does it.
 */
export const pruneHistory: Job = {
  name: "prune-history",
  everySeconds: 3_600,
  async run({ config, log }, stopping) {
    const { events: days } = config.retentionDays;
    if (config.databaseOwnerUrl === undefined || days === undefined) return;
    const before = keptFrom(days);
    const pruned = await withOwner(config, (owner) => pruneFeeds(owner, { before, stopping }));
    if (pruned.events > 0) log.info({ ...pruned, before }, "Old events were pruned.");
  },
};
