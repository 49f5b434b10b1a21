import { limits } from "../limits.ts";
import { type Sql, sql } from "./sql.ts";

/**
 * The first rows of an ordered select, as a statement that can be prepared. For `limit $1` PostgreSQL expects a tenth
 * of all rows, so that a generic plan looks expensive and the statement is planned anew on each use: 290 of the
 * 421 µs of a page of 20. Here the largest page is a constant of the text, and the outer limit stops it early.
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
