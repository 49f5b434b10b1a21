import type { Queryable } from "../db/pool.ts";
import { sql } from "../db/sql.ts";

/** Checks that the database responds. */
export async function ping(db: Queryable): Promise<void> {
  await db.query(sql`select 1`);
}
