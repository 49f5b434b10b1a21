import { pruneAudit } from "../../src/audit/prune.ts";
import { instanceChain } from "../../src/audit/record.ts";
import { type Config, signingSecrets } from "../../src/config.ts";
import { withOwner } from "../../src/db/owner.ts";
import type { Db } from "../../src/db/pool.ts";
import { countPrunable, pruneFeeds } from "../../src/events/prune/prune-feeds.ts";
import { retentionCutoff } from "../../src/retention/retention-cutoff.ts";
import { withInstance } from "../with-instance.ts";

/**
 * Deletes what has expired, as the role that owns the tables, or only reports what it would delete. A chain
 * that cannot be pruned because it fails verification makes the exit code 1.
 */
export async function prune({ dryRun = false }: { dryRun?: boolean }): Promise<void> {
  await withInstance(async ({ config }) => {
    const { events, audit } = config.retentionDays;
    await withOwner(config, async (owner) => {
      if (events === undefined) console.log("All events are kept: EVENTS_RETENTION is off.");
      else await pruneEvents(owner, { days: events, isDry: dryRun });
      if (audit === undefined) console.log("All audit records are kept: AUDIT_RETENTION is off.");
      else await pruneRecords(owner, config, { days: audit, isDry: dryRun });
    });
  });
}

interface Choice {
  days: number;
  isDry: boolean;
}

async function pruneEvents(owner: Db, { days, isDry }: Choice): Promise<void> {
  const before = retentionCutoff(days);
  const { feeds, events, awaited } = await (isDry ? countPrunable : pruneFeeds)(owner, { before });
  console.log(
    `Events before ${before.slice(0, 10)}: ${events} in ${counted(feeds, "feed")} ${outcome(isDry)}.`,
  );
  for (const { consumer, feeds } of awaited) {
    console.log(
      `The consumer ${consumer} has not processed older events of ${counted(feeds, "feed")}: they are kept for it.`,
    );
  }
}

async function pruneRecords(owner: Db, config: Config, { days, isDry }: Choice): Promise<void> {
  const before = retentionCutoff(days);
  const secrets = signingSecrets(config);
  const { chains, records, unsound } = await pruneAudit(owner, { before, secrets, isDry });
  console.log(
    `Audit records before ${before.slice(0, 10)}: ${records} in ${counted(chains, "chain")} ${outcome(isDry)}.`,
  );
  for (const { workspace_id, sequence, reason } of unsound) {
    const name = workspace_id === instanceChain ? "instance" : workspace_id;
    console.log(
      `✘ ${name}: not pruned from record ${sequence} on: ${reason}. Run \`slacky audit verify\`.`,
    );
    process.exitCode = 1;
  }
}

function outcome(isDry: boolean): string {
  return isDry ? "would be deleted" : "deleted";
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
