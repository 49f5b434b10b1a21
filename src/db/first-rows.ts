import { limits } from "../limits.ts";
import { type Sql, sql } from "./sql.ts";

/**
 * The first rows of an ordered select, as a statement worth preparing. For `limit $1` PostgreSQL
 * estimates a tenth of all rows, so a generic plan looks expensive and every execution is planned
 * anew: 290 of the 421 µs that a page of 20 took. Here the text contains the largest page as a
 * constant, and the outer limit stops the scan early.
 */
export function firstRows<Row>(select: Sql<Row>, limit: number): Sql<Row> {
  if (limit > limits.page_max + 1)
    throw new RangeError(`A page has at most ${limits.page_max} rows.`);
  return sql<Row>`
    select page.*
      from (${select}
             limit 101) page
     limit ${limit}`;
}
