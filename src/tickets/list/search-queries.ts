import { join, type Sql, sql } from "../../db/sql.ts";
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
 * Ends every later statement of the transaction, or of the batch, that takes too long, and says
 * whether the documents of tickets from before are still to be written.
 */
export function limitSearch(): Sql<SearchState> {
  return sql<SearchState>`
    select exists (select from backfills b
                    where b.name = 'search_documents_of_tickets'
                      and b.version = 1
                      and b.finished_at is null) as has_old_column,
           set_config('statement_timeout', ${String(limits.search_ms)}, true)`;
}

/** The tickets that the query names, complete, except the first `skip`. */
export function findNamed(listing: SearchListing, skip: number): Sql<ListingRow> {
  return sql<ListingRow>`
    with scanned as materialized (
      select named.id, named.created_at, named.fields, true as is_match
        from (${namedTickets(listing)}) named
      offset ${skip}
       limit ${listing.limit}
    )
    ${completeTickets(listing, { isNamed: true, inOrder: sql`s.created_at desc, s.id desc` })}`;
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
       limit ${examined}`;
  const inOrder = order(listing.sort, sql`w`);
  return sql<ListingRow>`
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
      offset ${examined - 1}
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
  const where = [
    sql`d.workspace_id is not distinct from ${workspace_id}`,
    isHit(filter.search),
    ...(sort.column === "created_at" ? afterDocument(listing) : []),
  ];
  return sql<ListingRow>`
    with hit as materialized (
      select d.ticket_id as id
        from search_documents d
       where ${join(where, " and ")}
    ), taken as materialized (
      select hit.id from hit limit ${hits + 1}
    ), scanned as materialized (
      (select ${keyColumns(sort)}, true as is_match
         from (select distinct taken.id
                 from taken
                where (select count(*) from taken) <= ${hits}) h
        cross join lateral (
               select ${keyColumns(sort)}
                 from tickets t
                where t.workspace_id = ${workspace_id}
                  and t.id = h.id
                  and ${join([...conditionsOfHits(listing), ...afterKeys(listing)], " and ")}
                limit 1) t
        order by ${order(sort)}
        limit ${limit})
      union all
      (select ${keyColumns(sort)}, false as is_match
         from tickets t
        where t.workspace_id = ${workspace_id}
          and t.id = (select taken.id from taken offset ${hits} limit 1))
    )
    ${completeTickets(listing)}`;
}

/** What a ticket with a hit has to satisfy beside. */
function conditionsOfHits(listing: SearchListing): Sql[] {
  const { workspace_id, filter, sort } = listing;
  const { search, ...others } = filter;
  // Without exclusions, a hit in one document is enough.
  const hasExclusions = search.query.exclude !== undefined;
  return [
    ...writeConditions(workspace_id, others, sort.column),
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
