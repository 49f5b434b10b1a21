import type { Backfill } from "../backfill/backfill.ts";
import { countLeft } from "../backfill/count-left.ts";
import { backfills } from "../backfills.ts";
import type { Queryable } from "../db/pool.ts";
import { type CheckResult, good, warning } from "./finding.ts";

/** Rows that lack a value which only the server can compute. */
export async function checkBackfills(
  db: Queryable,
  list: readonly Backfill[] = backfills,
): Promise<CheckResult> {
  const unfinished: string[] = [];
  for (const backfill of list) {
    const left = await countLeft(db, backfill);
    if (left > 0) unfinished.push(`${backfill.name} ${left.toLocaleString("en")}`);
  }
  if (unfinished.length === 0) return good("Every row has what the server computes for it.");
  return warning(
    `Rows that lack a computed value: ${unfinished.join(", ")}. The worker fills them, a hundred at a ` +
      "time. Run `slacky start` or `slacky worker`. If one is running, wait, or see its log.",
  );
}
