import { withOwner } from "../../src/db/owner.ts";
import { countPrunable, pruneFeeds } from "../../src/events/prune.ts";
import { keptFrom } from "../../src/retention/kept-from.ts";
import { withInstance } from "../with-instance.ts";

/** Deletes what is older than what is kept, as the role that owns the tables, or only says what would go. */
export async function prune({ dryRun = false }: { dryRun?: boolean }): Promise<void> {
  await withInstance(async ({ config }) => {
    const { events: days } = config.retentionDays;
    if (days === undefined) {
      console.log("Everything is kept: EVENTS_RETENTION is not set.");
      return;
    }
    const before = keptFrom(days);
    const work = dryRun ? countPrunable : pruneFeeds;
    const { feeds, events } = await withOwner(config, (owner) => work(owner, { before }));
    const outcome = dryRun ? "would go" : "are gone";
    console.log(
      `Events before ${before.slice(0, 10)}: ${events}, of ${feeds} feed${feeds === 1 ? "" : "s"}, ${outcome}.`,
    );
  });
}
