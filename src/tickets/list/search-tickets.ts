import type { Page } from "../../contract/page.ts";
import type { CursorKeys } from "../../db/cursor.ts";
import { sqlState } from "../../db/failures.ts";
import type { Queryable } from "../../db/pool.ts";
import type { Sql } from "../../db/sql.ts";
import { limits } from "../../limits.ts";
import { Problem } from "../../problems.ts";
import type { TicketRow } from "../ticket.ts";
import { type Listed, type ListingRow, toListed } from "./listed.ts";
import type { SearchListing } from "./listing.ts";
import { scanTickets } from "./queries.ts";
import {
  collectHits,
  findNamed,
  limitSearch,
  type SearchState,
  walkDocuments,
} from "./search-queries.ts";

/** The first key of a cursor before the last of the tickets that the query names. */
const beforeNamed = "named";

/** The queries of a page of a search. Their rows are enough where words are common. */
export function searchQueries(request: SearchListing): readonly Sql<unknown>[] {
  const { listing, skip } = placeOf(request);
  return [
    limitSearch({ isGeneric: isWalkable(listing) }),
    ...(skip === undefined ? [] : [findNamed(listing, skip)]),
    ...(hasWords(listing) ? [walk(listing, limits.page_glanced)] : []),
  ];
}

/**
 * Completes a page of a search from the rows of its queries: first the tickets that the query names,
 * then those with its words. Throws `search_too_slow`.
 */
export async function completeSearch(
  db: Queryable,
  { listing: request, seal }: { listing: SearchListing; seal(keys: CursorKeys): string },
  rows: readonly unknown[][],
): Promise<Page<TicketRow>> {
  const { listing, skip } = placeOf(request);
  const [[state], ...more] = rows as [SearchState[], ...ListingRow[][]];
  const limit = listing.limit - 1;
  const { rows: named, isCut } = toListed(skip === undefined ? [] : (more.shift() ?? []));
  const room = isCut ? 0 : Math.max(0, limit - named.length);
  const others = await searchFurther(db, { listing, state }, toListed(more[0] ?? []));

  const shown = [...named.slice(0, limit), ...others.rows.slice(0, room)];
  const isFull = isCut || named.length > limit || others.rows.length > room;
  const last = isFull && room > 0 ? others.rows[room - 1]?.keys : others.edge?.keys;
  const next =
    isFull && room === 0
      ? [beforeNamed, String((skip ?? 0) + Math.min(limit, named.length))]
      : last;
  return {
    data: shown.map(({ ticket }) => ticket),
    next_cursor: next ? seal(next) : null,
  };
}

/**
 * The index of words has no order. A common word fills the page from the newest few documents. For
 * one that a quarter of a page shows, more of them are examined; for a rarer one, all hits are
 * collected and sorted. If there are too many of these, 10,000 documents are examined: the page may
 * then be short.
 */
async function searchFurther(
  db: Queryable,
  { listing, state }: { listing: SearchListing; state: SearchState | undefined },
  first: Listed,
): Promise<Listed> {
  if (!hasWords(listing)) return first;
  const examine = (of: SearchListing) =>
    attempt(db, walk(of, limits.page_examined), { isGeneric: isWalkable(of) });
  if (state?.has_old_column) {
    const { filter } = listing;
    const search = { ...filter.search, hasOldColumn: true };
    return await examine({ ...listing, filter: { ...filter, search } });
  }
  if (!first.edge || first.isCut) return first;
  const isFrequent = first.rows.length >= listing.limit / 4;
  if (isFrequent || !hasHits(listing)) return await examine(listing);
  const hits = collectHits(listing, limits.page_collected);
  const collected = await attempt(db, hits, { isGeneric: true });
  return collected.edge && !collected.isCut ? await examine(listing) : collected;
}

async function attempt(
  db: Queryable,
  statement: Sql<ListingRow>,
  plan: { isGeneric: boolean },
): Promise<Listed> {
  try {
    const [, rows] = await db.batch([limitSearch(plan), statement]);
    return toListed(rows);
  } catch (error) {
    if (!(error instanceof Problem) || sqlState(error.cause) !== "57014") throw error;
    throw new Problem(
      "search_too_slow",
      `The search took longer than ${limits.search_ms / 1_000} seconds. Search for rarer or more words, or filter by project, assignee or status.`,
    );
  }
}

function walk(listing: SearchListing, examined: number): Sql<ListingRow> {
  const examine = isWalkable(listing) ? walkDocuments : scanTickets;
  return examine(listing, examined);
}

/** Documents have only the order by age, and a search that only excludes words has no hits. */
function isWalkable(listing: SearchListing): boolean {
  const { sort, filter } = listing;
  return sort.column === "created_at" && hasHits(listing) && !filter.search.hasOldColumn;
}

function hasWords({ filter: { search } }: SearchListing): boolean {
  return search.query.include !== undefined || search.query.exclude !== undefined;
}

function hasHits({ filter: { search } }: SearchListing): boolean {
  return search.query.include !== undefined;
}

/** How many of the named tickets were shown before; undefined if all were. */
function placeOf(request: SearchListing): { listing: SearchListing; skip: number | undefined } {
  const { after } = request;
  if (after === undefined) return { listing: request, skip: 0 };
  const [first, second] = after;
  if (first !== beforeNamed) return { listing: request, skip: undefined };
  return { listing: { ...request, after: undefined }, skip: Number(second) };
}
