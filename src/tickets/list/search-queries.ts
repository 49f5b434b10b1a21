import { join, prepared, type Sql, sql } from "../../db/sql.ts";
import { limits } from "../../limits.ts";
import { writeConditions } from "./filter-queries.ts";
import type { ListingRow } from "./listed.ts";
import type { SearchListing } from "./listing.ts";
import { isFound, isHit } from "./match-queries.ts";
import { isOtherThanNamed, namedTickets } from "./named-queries.ts";
import { afterKeys, keyColumns, order } from "./order-queries.ts";
import { completeTickets } from "./queries.ts";

export interface SearchState {
  /** Whether tickets may have no document, but their words in the column of before. */
  has_old_column: boolean;
}

/**
 * Ends every later statement of the batch that takes too long, and says whether the documents of
 * tickets from before are still to be written. With `isGeneric`, those statements are not planned
 * for their values.
 */
export function limitSearch({ isGeneric }: { isGeneric: boolean }): Sql<SearchState> {
  return prepared(sql<SearchState>`
    select exists (select from backfills b
                    where b.name = 'search_documents_of_tickets'
                      and b.passes = 1
                      and b.finished_at is null) as has_old_column,
           set_config('statement_timeout', ${String(limits.search_ms)}, true),
           set_config('plan_cache_mode', ${isGeneric ? "force_generic_plan" : "auto"}, true)`);
}

/** The tickets that the query names, complete, except the first `skip`. */
export function findNamed(listing: SearchListing, skip: number): Sql<ListingRow> {
  const statement = sql<ListingRow>`
    with scanned as materialized (
      select named.id, named.created_at, named.fields, true as is_match
        from (${namedTickets(listing)}) named
      offset ${skip}
       limit ${listing.limit}
    )
    ${completeTickets(listing, { isNamed: true, inOrder: sql`s.created_at desc, s.id desc` })}`;
  return preparedIfFrequent(listing, statement);
}

/**
 * Examines documents in the order of the list, at most `examined` of them. `edge` is the last ticket
 * that was examined, with all its documents, if they did not fill the page.
 */
export function walkDocuments(listing: SearchListing, examined: number): Sql<ListingRow> {
  const { workspace_id, limit, filter } = listing;
  const range = (columns: Sql) => sql`
      select d.created_at, d.ticket_id as id${columns}
        from search_documents d
       where ${join([sql`d.workspace_id = ${workspace_id}`, ...afterDocument(listing)], " and ")}
       order by ${documentOrder(listing)}
       limit ${countOf(examined)}`;
  const inOrder = order(listing.sort, sql`w`);
  const statement = sql<ListingRow>`
    with page as materialized (
      select distinct on (w.created_at, w.id) w.created_at, w.id, true as is_match
        from (${range(sql`, ${isHit(filter.search)} as is_hit`)}) w
       cross join lateral (
              select t.id
                from tickets t
               where t.workspace_id = ${workspace_id}
                 and t.id = w.id
                 and ${join(conditionsOfHits(listing), " and ")}
               limit 1) t
       where w.is_hit
       order by ${inOrder}
       limit ${limit}
    ), edge as materialized (
      select w.created_at, w.id, false as is_match
        from (${range(sql``)}) w
       where (select count(*) from page) < ${limit}
       order by ${inOrder}
      offset ${countOf(examined)} - 1
       limit 1
    ), scanned as materialized (
      select page.created_at, page.id, page.is_match from page
      union all
      select edge.created_at, edge.id, edge.is_match from edge
      union all
      select t.created_at, t.id, true as is_match
        from edge
       cross join lateral (
              select t.created_at, t.id
                from tickets t
               where t.workspace_id = ${workspace_id}
                 and t.id = edge.id
                 and ${join([...conditionsOfHits(listing), isFound(filter.search)], " and ")}
               limit 1) t
       where not exists (select from page where page.id = edge.id)
    )
    ${completeTickets(listing)}`;
  return preparedIfFrequent(listing, statement);
}

/**
 * Collects all hits from the index of words, then sorts their tickets: for rare words. If there are
 * more than `hits`, returns an edge and no rows.
 *
 * A word in the index contains its workspace. If the workspace were also compared in a way that an
 * index serves, the planner, which overestimates rare words, would read the whole workspace from
 * another index. And it assumes that a materialized part is read completely, so it does not scan the
 * table for the first hits of a word that it takes for a common one.
 */
export function collectHits(listing: SearchListing, hits: number): Sql<ListingRow> {
  const { workspace_id, sort, limit, filter } = listing;
  const isByAge = sort.column === "created_at";
  const where = [
    sql`d.workspace_id is not distinct from ${workspace_id}`,
    isHit(filter.search),
    ...(isByAge ? afterDocument(listing) : []),
  ];
  // By age, only as many tickets are looked up as the page needs.
  const byAge = isByAge ? sql`order by ${order(sort, sql`hit`)}` : sql``;
  const statement = sql<ListingRow>`
    with hit as materialized (
      select d.created_at, d.ticket_id as id
        from search_documents d
       where ${join(where, " and ")}
    ), taken as materialized (
      select hit.created_at, hit.id from hit limit ${countOf(hits)} + 1
    ), scanned as materialized (
      (select ${keyColumns(sort)}, true as is_match
         from (select distinct hit.created_at, hit.id
                 from taken hit
                where (select count(*) from taken) <= ${countOf(hits)}
                ${byAge}) h
        cross join lateral (
               select ${keyColumns(sort)}
                 from tickets t
                where t.workspace_id = ${workspace_id}
                  and t.id = h.id
                  and ${join([...conditionsOfHits(listing), ...afterKeys(listing)], " and ")}
                limit 1) t
        order by ${order(sort, isByAge ? sql`h` : sql`t`)}
        limit ${limit})
      union all
      (select ${keyColumns(sort)}, false as is_match
         from tickets t
        where t.workspace_id = ${workspace_id}
          and t.id = (select taken.id from taken offset ${countOf(hits)} limit 1))
    )
    ${completeTickets(listing)}`;
  return preparedIfFrequent(listing, statement);
}

/**
 * These statements have one good plan, whatever their values: planning takes three times as long as
 * finding a rare word. Only few of the many combinations of filters are frequent.
 */
function preparedIfFrequent<Row>({ filter }: SearchListing, statement: Sql<Row>): Sql<Row> {
  const { search: _, deleted, excludes_archived, ...others } = filter;
  const used = Object.values(others).filter((value) => value !== undefined);
  return used.length <= 1 ? prepared(statement) : statement;
}

/** A plan that is made without values should know how many rows are examined. */
function countOf(rows: number): Sql {
  if (rows === limits.page_glanced) return sql`500`;
  if (rows === limits.page_collected) return sql`2500`;
  if (rows === limits.page_examined) return sql`10000`;
  return sql`${rows}::integer`;
}

/** What a ticket with a hit has to satisfy beside. */
function conditionsOfHits(listing: SearchListing): Sql[] {
  const { workspace_id, filter } = listing;
  const { search, ...others } = filter;
  // Without exclusions, a hit in one document is enough.
  const hasExclusions = search.query.exclude !== undefined;
  return [
    ...writeConditions(workspace_id, others),
    ...(hasExclusions ? [isFound(search)] : []),
    isOtherThanNamed(listing),
  ];
}

/** The list's place after a cursor, by the documents' copy of the ticket's time. */
function afterDocument({ sort: { descending }, after }: SearchListing): Sql[] {
  if (after === undefined) return [];
  const [created_at = null, id = null] = after;
  return [
    sql`(d.created_at, d.ticket_id) ${descending ? sql`<` : sql`>`}
        (${created_at}::timestamptz, ${id}::uuid)`,
  ];
}

function documentOrder({ sort: { descending } }: SearchListing): Sql {
  const direction = descending ? sql`desc` : sql`asc`;
  return sql`d.created_at ${direction}, d.ticket_id ${direction}`;
}
