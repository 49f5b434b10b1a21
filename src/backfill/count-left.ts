import type { Queryable } from "../db/pool.ts";
import type { Backfill, BackfillKey } from "./backfill.ts";

const rowsInRange = 5_000;

/**
 * Counts the rows that lack the value of a backfill, in many short statements, up to `max`. Reads the
 * whole table, or the index of such rows.
 */
export async function countLeft(
  db: Queryable,
  backfill: Pick<Backfill, "countNext">,
  { max = Number.MAX_SAFE_INTEGER, limit = rowsInRange }: { max?: number; limit?: number } = {},
): Promise<number> {
  let left = 0;
  let after: BackfillKey | undefined;
  while (left < max) {
    const [counted] = await db.query(backfill.countNext({ after, limit }));
    left += counted?.left ?? 0;
    if (!counted?.last || counted.rows < limit) break;
    after = counted.last;
  }
  return left;
}
