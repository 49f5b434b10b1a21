import type { Config } from "../config.ts";
import type { Queryable } from "../db/pool.ts";
import { keptFrom } from "../retention/kept-from.ts";
import { good, type Judgement, warning } from "./finding.ts";
import { hasEventBefore } from "./queries.ts";

/** Whoever prunes once a day is never further behind than this. */
const daysLate = 2;

/** Looks at what is left, and not at who could have pruned it: that may be another machine. */
export async function judgeRetention(
  { retentionDays: { events: days } }: Pick<Config, "retentionDays">,
  db: Queryable,
): Promise<Judgement> {
  if (days === undefined) return good("Everything is kept.");
  if (!(await hasEventBefore(db, keptFrom(days + daysLate)))) {
    return good(`Events that are older than ${days} days are gone.`);
  }
  return warning(
    `There are events older than ${days} days, which EVENTS_RETENTION says are not kept. Run \`slacky ` +
      "prune` every day with DATABASE_OWNER_URL, or give that to a worker; if one has it, its log says why.",
  );
}
