import { pruneAudit } from "../audit/prune.ts";
import { signingSecrets } from "../config.ts";
import { withOwner } from "../db/owner.ts";
import { pruneFeeds } from "../events/prune/prune-feeds.ts";
import { retentionCutoff } from "../retention/retention-cutoff.ts";
import type { Job } from "./job.ts";

/**
 * Deletes events and audit records that are past their retention, if the worker has the owner's
 * URL: the server's own role cannot. Otherwise `slacky prune` does it.
 */
export const pruneHistory: Job = {
  name: "prune-history",
  everySeconds: 3_600,
  // It has a connection of its own, as another role.
  quietSecondsMax: 86_400,
  async run({ config, log }, stopping) {
    const { events, audit } = config.retentionDays;
    if (config.databaseOwnerUrl === undefined) return;
    if (events === undefined && audit === undefined) return;
    await withOwner(config, async (owner) => {
      if (events !== undefined) {
        const before = retentionCutoff(events);
        const { awaited, ...pruned } = await pruneFeeds(owner, { before, stopping });
        if (pruned.events > 0) log.info({ ...pruned, before }, "Pruned old events.");
        for (const consumer of awaited) {
          log.warn({ ...consumer, before }, "Old events are kept until a consumer processes them.");
        }
      }
      if (audit !== undefined) {
        const before = retentionCutoff(audit);
        const secrets = signingSecrets(config);
        const { unsound, ...pruned } = await pruneAudit(owner, { before, secrets, stopping });
        if (pruned.records > 0) log.info({ ...pruned, before }, "Pruned old audit records.");
        for (const bad of unsound) {
          log.error(
            bad,
            "This audit chain is invalid and was not pruned. Run `slacky audit verify`.",
          );
        }
      }
    });
  },
};
