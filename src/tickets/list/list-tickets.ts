import type { z } from "zod";
import { type Principal, tokenAllows } from "../../auth/workspace-context.ts";
import type { Page } from "../../contract/page.ts";
import type { CursorKeys, Cursors } from "../../db/cursor.ts";
import type { Queryable } from "../../db/pool.ts";
import type { Sql } from "../../db/sql.ts";
import { limits } from "../../limits.ts";
import type { ProjectRef } from "../../projects/project-ref.ts";
import { readProject } from "../../projects/read.ts";
import { emptyQuery, parseSearch } from "../../search/query.ts";
import type { TicketRow } from "../ticket.ts";
import type { SortColumn, TicketFilter } from "./filter-queries.ts";
import { type Listed, type ListingRow, toListed } from "./listed.ts";
import type { TicketListing } from "./listing.ts";
import type { TicketSearch } from "./match-queries.ts";
import { isSearched } from "./named-queries.ts";
import type { TicketSort } from "./order-queries.ts";
import { collectLabeled, scanTickets, takeTickets } from "./queries.ts";
import type { ListTicketsQuery } from "./schemas.ts";
import { completeSearch, searchQueries } from "./search-tickets.ts";

/** A request for a list of tickets. */
export interface ListRequest {
  workspace_id: string;
  principal: Principal;
  cursors: Cursors;
  query: z.output<typeof ListTicketsQuery>;
}

/**
 * The queries of a page; their rows are usually enough. Throws `invalid_request` for a cursor of
 * another list.
 */
export function pageQueries(request: ListRequest): readonly Sql<unknown>[] {
  const { listing } = toListing(request);
  if (isSearched(listing)) return searchQueries(listing);
  if (listing.filter.id !== undefined) return [takeTickets(listing)];
  return [scanTickets(listing, examinedFirst(listing))];
}

/**
 * Completes a page from the rows of its queries. If a filter remains that no index serves, a page
 * examines at most 10,000 tickets: it may then be short although more follow, and `next_cursor`
 * continues after them. So it does when its texts reach 1 MiB. Throws `search_too_slow`.
 */
export async function completePage(
  db: Queryable,
  request: ListRequest,
  rows: readonly unknown[][],
): Promise<Page<TicketRow>> {
  const { listing, seal } = toListing(request);
  if (isSearched(listing)) return await completeSearch(db, { listing, seal }, rows);
  const limit = listing.limit - 1;
  const { rows: found, edge } = await collectFurther(
    db,
    listing,
    toListed(rows[0] as ListingRow[]),
  );
  const last = found.length > limit ? found[limit - 1] : edge;
  return {
    data: found.slice(0, limit).map(({ ticket }) => ticket),
    next_cursor: last ? seal(last.keys) : null,
  };
}

/**
 * The same for one project. Throws `not_found` if it does not exist, which has to be checked only
 * for an empty page.
 */
export async function completeProjectPage(
  db: Queryable,
  request: ListRequest & { query: { project_id: ProjectRef } },
  rows: readonly unknown[][],
): Promise<Page<TicketRow>> {
  const page = await completePage(db, request, rows);
  if (page.data.length === 0) await readProject(db, request, request.query.project_id);
  return page;
}

/**
 * The index for labels has no order. A common label fills the page from the newest few tickets. For
 * one that a quarter of a page shows, more of them are scanned; for a rarer one, all hits are
 * collected and sorted. A label that was common long ago takes all attempts.
 */
async function collectFurther(
  db: Queryable,
  listing: TicketListing,
  first: Listed,
): Promise<Listed> {
  if (listing.filter.label === undefined || listing.filter.id !== undefined) return first;
  const isFrequent = first.rows.length >= listing.limit / 4;
  const scan = () => scanTickets(listing, limits.page_examined);
  const collect = (hits: number) => () => collectLabeled(listing, hits);
  const attempts = [
    ...(isFrequent ? [] : [collect(limits.page_collected)]),
    scan,
    collect(unlimited),
  ];
  let page = first;
  for (const attempt of attempts) {
    if (!page.edge || page.isCut) break;
    page = toListed(await db.query(attempt()));
  }
  return page;
}

const unlimited = 2 ** 52;

function examinedFirst({ filter: { label } }: TicketListing): number {
  return label === undefined ? limits.page_examined : limits.page_glanced;
}

interface OpenListing {
  listing: TicketListing;
  seal(keys: CursorKeys): string;
}

/** The list that a request is for, and how to seal a cursor for it. */
function toListing({ workspace_id, principal, cursors, query }: ListRequest): OpenListing {
  // A cursor does not depend on the fields: it continues the list with others too.
  const { limit = defaultLimit(query), cursor, sort, fields, ...filters } = query;
  const filter = filterOf(filters, { workspace_id, me: principal.user_id });
  const named = { search: undefined, q: filters.q, project_id: nameOf(filters.project_id) };
  const names = Object.entries({ ...filter, ...named }).sort();
  const binding = JSON.stringify(["tickets", 2, workspace_id, sort, names]);
  const after = cursor === undefined ? undefined : cursors.open(binding, cursor);
  const search = filters.q === undefined ? undefined : searchOf(workspace_id, filters.q, principal);
  // One row more than the page shows whether there is another page.
  const shape = { sort: sortOf(sort), isCard: fields === "card" };
  const listing = { workspace_id, filter: { ...filter, search }, ...shape, after };
  return {
    listing: { ...listing, limit: limit + 1 },
    seal: (keys) => cursors.seal(binding, keys),
  };
}

/** Of tickets that are named by ID, a page has all. */
function defaultLimit({ id }: { id?: string[] | undefined }): number {
  return id?.length ?? limits.page_default;
}

/** As in the cursors of former versions, which had only IDs. */
function nameOf(ref: ProjectRef | undefined): string | undefined {
  return ref && ("id" in ref ? ref.id : ref.key);
}

type Filters = Omit<z.output<typeof ListTicketsQuery>, "limit" | "cursor" | "sort" | "fields">;

function filterOf(
  {
    project_id,
    assignee_id,
    reporter_id,
    label,
    category,
    deleted,
    archived,
    q: _,
    ...rest
  }: Filters,
  { workspace_id, me }: { workspace_id: string; me: string },
): TicketFilter {
  return {
    ...rest,
    ...(project_id !== undefined && { project_id: { workspace_id, ...project_id } }),
    ...(label !== undefined && { label: label.map((name) => ({ workspace_id, name })) }),
    ...(category !== undefined && {
      category: { workspace_id, project: project_id, categories: category },
    }),
    ...(assignee_id !== undefined && {
      assignee_id: assignee_id.map((one) => (one === "none" ? null : one === "me" ? me : one)),
    }),
    ...(reporter_id !== undefined && { reporter_id: reporter_id === "me" ? me : reporter_id }),
    deleted: deleted === "true",
    excludes_archived: archived !== "include" && project_id === undefined && rest.id === undefined,
  };
}

function searchOf(workspace_id: string, q: string, principal: Principal): TicketSearch {
  return {
    q,
    query: parseSearch(workspace_id, q) ?? emptyQuery,
    // Every role may read comments.
    hasComments: principal.kind === "session" || tokenAllows(principal, "comment:read"),
    hasOldColumn: false,
  };
}

function sortOf(sort: z.output<typeof ListTicketsQuery>["sort"]): TicketSort {
  return { column: sort.replace("-", "") as SortColumn, descending: sort.startsWith("-") };
}
