import { limits } from "../limits.ts";
import { type Sql, sql } from "./sql.ts";

/**
 * The first rows of an ordered select, as a statement worth preparing. For `limit $1` PostgreSQL
 * estimates a tenth of all rows, so a generic plan looks expensive and every execution is planned
 * anew: 290 of the 421 µs that a page of 20 took. Here the text contains the largest page as a
 * constant, and the outer limit stops the scan early.
 */
export function firstRows<Row>(select: Sql<Row>, limit: number): Sql<Row> {
  checkLimit(limit);
  return sql<Row>`
    select page.*
      from (${select}
             limit 101) page
     limit ${limit}`;
}

/** A row of a page, and whether the list goes on after it. */
export type PageRow<Row> = Row & { has_more: boolean };

/**
 * The same, of rows that may be large: the page ends before its rows exceed 1 MiB, but has
 * one at least. `bytes` is the size of a row of the select, whose alias is `r`.
 */
export function firstRowsWithin<Row>(
  select: Sql<Row>,
  { limit, bytes }: { limit: number; bytes: Sql },
): Sql<PageRow<Row>> {
  return sql`${rowsWithin(sql`${select} limit ${mostRows({ limit })}`, bytes)} limit ${limit}`;
}

/**
 * The constant for a page of at most `limit` rows: of the usual size, or as long as one with cards
 * of tickets may be.
 */
export function mostRows({ limit }: { limit: number }): Sql {
  checkLimit(limit, limits.page_max_cards);
  return limit > limits.page_max + 1 ? sql`501` : sql`101`;
}

/**
 * The rows of an ordered select up to 1 MiB, at least one. Sizes are added up before any text is
 * read: of a long one that is stored apart, PostgreSQL knows the size without reading it.
 */
export function rowsWithin<Row>(select: Sql<Row>, bytes: Sql): Sql<PageRow<Row>> {
  return sql<PageRow<Row>>`
    select page.*
      from (select r.*,
                   case when row_number() over so_far = 1
                          or sum(${bytes}) over so_far <= ${limits.page_bytes}
                        then lead(true, 1, false) over so_far end as has_more
              from (${select}) r
            window so_far as (rows unbounded preceding)) page
     where page.has_more is not null`;
}

/** The size of a text; 0 for null. */
export function bytesOfText(column: Sql): Sql {
  return sql`coalesce(octet_length(${column}), 0)`;
}

/**
 * The size of a JSON value or an array as text. A small value is about as large as it is stored,
 * unless it is compressed; a large one has to be written out, because numbers grow.
 */
export function bytesOfValue(column: Sql): Sql {
  return sql`
    case when pg_column_size(${column}) < 1000 and pg_column_compression(${column}) is null
         then pg_column_size(${column})
         else coalesce(octet_length(${column}::text), 0) end`;
}

function checkLimit(limit: number, max: number = limits.page_max): void {
  if (limit > max + 1) throw new RangeError(`A page has at most ${max} rows.`);
}
