import type { Config } from "../config.ts";
import type { Queryable } from "../db/pool.ts";
import { retentionCutoff } from "../retention/retention-cutoff.ts";
import { type CheckResult, good, warning } from "./finding.ts";
import { hasEventBefore, hasRecordBefore } from "./queries.ts";

/** With daily pruning, the oldest record is never older than this. */
const daysLate = 2;

/** Checks what is left, not who could have pruned it, because that may be another machine. */
export async function checkRetention(
  { retentionDays: { events, audit } }: Pick<Config, "retentionDays">,
  db: Queryable,
): Promise<CheckResult> {
  const left: string[] = [];
  if (events !== undefined && (await hasEventBefore(db, retentionCutoff(events + daysLate)))) {
    left.push(`events older than EVENTS_RETENTION (${events} days)`);
  }
  if (audit !== undefined && (await hasRecordBefore(db, retentionCutoff(audit + daysLate)))) {
    left.push(`audit records older than AUDIT_RETENTION (${audit} days)`);
  }
  if (left.length === 0) {
    const [ofEvents, ofAudit] = [events, audit].map((days) =>
      days ? `for ${days} days` : "forever",
    );
    return good(`Events are kept ${ofEvents}, audit records ${ofAudit}.`);
  }
  return warning(
    `There are ${left.join(", and ")}. Run \`slacky prune\` every day with DATABASE_OWNER_URL, or set ` +
      "that for a worker. If it is set, see the worker's log. An invalid audit chain is never pruned.",
  );
}
