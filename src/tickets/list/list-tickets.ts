import type { z } from "zod";
import type { Page } from "../../contract/page.ts";
import type { Cursors } from "../../db/cursor.ts";
import type { Queryable } from "../../db/pool.ts";
import type { Sql } from "../../db/sql.ts";
import { limits } from "../../limits.ts";
import { readProject } from "../../projects/read.ts";
import type { ListTicketsQuery } from "../schemas.ts";
import type { Ticket } from "../ticket.ts";
import type { SortColumn, TicketFilter } from "./filter-queries.ts";
import { type Listed, type ListingRow, toListed } from "./listed.ts";
import type { TicketSort } from "./order-queries.ts";
import { scanTickets, searchTickets, type TicketListing } from "./queries.ts";

/** A request for a list of tickets. `me` is the ID of the requesting user. */
export interface ListRequest {
  workspace_id: string;
  me: string;
  cursors: Cursors;
  query: z.output<typeof ListTicketsQuery> & { project_id?: string };
}

/**
 * The first query of a page, which is usually enough. Throws `invalid_request` for a cursor of
 * another list.
 */
export function firstPageQuery(request: ListRequest): Sql<ListingRow> {
  const { listing } = toListing(request);
  return scanTickets(
    listing,
    hasIndexWithoutOrder(listing) ? limits.page_glanced : limits.page_examined,
  );
}

/**
 * Completes a page from the rows of its first query. If a filter remains that no index serves, a
 * page examines at most 10,000 tickets: it may then be short although more follow, and
 * `next_cursor` continues after them.
 */
export async function completePage(
  db: Queryable,
  request: ListRequest,
  firstRows: readonly ListingRow[],
): Promise<Page<Ticket>> {
  const { listing, binding } = toListing(request);
  const { limit } = request.query;
  const { rows, edge } = await searchFurther(db, listing, toListed(firstRows));
  const last = rows.length > limit ? rows[limit - 1] : edge;
  return {
    data: rows.slice(0, limit).map(({ ticket }) => ticket),
    next_cursor: last ? request.cursors.seal(binding, last.keys) : null,
  };
}

/**
 * The same for one project. Throws `not_found` if it does not exist, which has to be checked only
 * for an empty page.
 */
export async function completeProjectPage(
  db: Queryable,
  request: ListRequest & { query: { project_id: string } },
  firstRows: readonly ListingRow[],
): Promise<Page<Ticket>> {
  const page = await completePage(db, request, firstRows);
  if (page.data.length === 0) await readProject(db, request, request.query.project_id);
  return page;
}

/**
 * The indexes for text and labels have no order. A common word fills the page from the newest few
 * tickets. For a word that a quarter of a page shows, more of them are scanned; for a rarer one,
 * all hits are collected and sorted. A word that was common long ago takes all attempts.
 */
async function searchFurther(
  db: Queryable,
  listing: TicketListing,
  first: Listed,
): Promise<Listed> {
  if (!hasIndexWithoutOrder(listing)) return first;
  const isFrequent = first.rows.length >= listing.limit / 4;
  const scan = () => scanTickets(listing, limits.page_examined);
  const search = (hits: number) => () => searchTickets(listing, hits);
  const attempts = [
    ...(isFrequent ? [] : [search(limits.page_collected)]),
    scan,
    search(unlimited),
  ];
  let page = first;
  for (const attempt of attempts) {
    if (!page.edge) break;
    page = toListed(await db.query(attempt()));
  }
  return page;
}

const unlimited = 2 ** 52;

function hasIndexWithoutOrder({ filter: { q, label } }: TicketListing): boolean {
  return q !== undefined || label !== undefined;
}

function toListing({ workspace_id, me, cursors, query }: ListRequest): {
  listing: TicketListing;
  binding: string;
} {
  const { limit, cursor, sort, ...filters } = query;
  const filter = filterOf(filters, me);
  const binding = JSON.stringify(["tickets", 1, workspace_id, sort, Object.entries(filter).sort()]);
  const after = cursor === undefined ? undefined : cursors.open(binding, cursor);
  // One row more than the page shows whether there is another page.
  const listing = { workspace_id, filter, sort: sortOf(sort), after, limit: limit + 1 };
  return { listing, binding };
}

type Filters = Omit<z.output<typeof ListTicketsQuery>, "limit" | "cursor" | "sort">;

function filterOf(
  { assignee_id, reporter_id, deleted, archived, ...rest }: Filters,
  me: string,
): TicketFilter {
  return {
    ...rest,
    ...(assignee_id !== undefined && {
      assignee_id: assignee_id === "none" ? null : assignee_id === "me" ? me : assignee_id,
    }),
    ...(reporter_id !== undefined && { reporter_id: reporter_id === "me" ? me : reporter_id }),
    deleted: deleted === "true",
    excludes_archived: archived !== "include" && rest.project_id === undefined,
  };
}

function sortOf(sort: z.output<typeof ListTicketsQuery>["sort"]): TicketSort {
  return { column: sort.replace("-", "") as SortColumn, descending: sort.startsWith("-") };
}
