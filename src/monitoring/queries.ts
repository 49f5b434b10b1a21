import type { Queryable } from "../db/pool.ts";
import { sql } from "../db/sql.ts";

/** Asks the database for a sign of life. */
export async function ping(db: Queryable): Promise<void> {
  await db.query(sql`select 1`);
}
