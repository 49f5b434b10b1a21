import type { Queryable } from "../db/pool.ts";
import type { Sql } from "../db/sql.ts";
import { Problem } from "../problems.ts";

/**
 * Throws `limit_reached` if there are as many of these things as there may be. Creations at the same
 * time may exceed the limit by a few.
 */
export async function requireRoom(
  db: Queryable,
  count: Sql<{ count: number }>,
  { limit, things }: { limit: number; things: string },
): Promise<void> {
  const [row] = await db.query(count);
  if (row && row.count < limit) return;
  throw new Problem("limit_reached", `There are ${limit} ${things}, which is the maximum.`, {
    limit,
  });
}
