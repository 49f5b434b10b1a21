import { firstRowsWithin, rowsWithin } from "../../db/first-rows.ts";
import { join, prepared, type Sql, sql } from "../../db/sql.ts";
import {
  type Conditions,
  conditionsOf,
  isActive,
  isActiveByKeys,
  writeConditions,
} from "./filter-queries.ts";
import type { ListingRow } from "./listed.ts";
import type { TicketListing } from "./listing.ts";
import { matchesOf } from "./match-queries.ts";
import { isOtherThanNamed, isSearched } from "./named-queries.ts";
import { afterKeys, indexOrder, keyColumns, keyTexts, order } from "./order-queries.ts";
import { rowOf } from "./row-queries.ts";

/**
 * Scans the index that has the sort's order. If filters remain that no index serves, it examines at
 * most `examined` rows, and `edge` is the last of them if they did not fill the page.
 */
export function scanTickets(listing: TicketListing, examined: number): Sql<ListingRow> {
  const { sort, limit } = listing;
  const conditions = conditionsOf(listing.filter, sort.column);
  const { residual, excludesArchived, isCombined } = conditions;
  if (isSearched(listing)) residual.push(isOtherThanNamed(listing));
  const isFullyIndexed = residual.length === 0 && !excludesArchived;
  const [only, ...others] = rangesOf(listing, conditions);
  // The planner rates an index on project and status no better than one on projects, and may then
  // scan all tickets with another status. It does use the right index for an index-only scan, so
  // with two filters the keys are selected first.
  if (residual.length === 0 && !isCombined && only && others.length === 0) {
    return excludesArchived ? takeActiveRange(listing, only) : takeRange(listing, only);
  }
  const range = orderedRange(listing, conditions, isFullyIndexed ? limit : examined);
  const edge = isFullyIndexed
    ? sql``
    : sql`
      union all
      (select ${keyColumns(sort)}, false as is_match
         from (${range}) t
        where (select count(*) from page) < ${limit}
        order by ${order(sort)}
       offset ${examined - 1}
        limit 1)`;
  return sql<ListingRow>`
    with page as materialized (
      select ${keyColumns(sort)}, true as is_match
        from (${range}) t
       where t.is_match
         ${excludesArchived ? sql`and ${isActiveByKeys(listing.workspace_id)}` : sql``}
       order by ${order(sort)}
       limit ${limit}
    ), scanned as materialized (
      select page.* from page
      ${edge}
    )
    ${completeTickets(listing)}`;
}

/**
 * Collects all tickets with the labels from their own index, then sorts: for rare labels. If there
 * are more than `hits`, returns no rows and an edge. The planner assumes that a materialized part
 * is read completely, so it does not scan the sort's index past a million rows without the label.
 */
export function collectLabeled(listing: TicketListing, hits: number): Sql<ListingRow> {
  const { workspace_id, sort, limit, filter } = listing;
  const where = [
    sql`t.workspace_id = ${workspace_id}`,
    ...writeConditions(workspace_id, filter, sort.column),
    ...afterKeys(listing),
  ];
  return sql<ListingRow>`
    with hit as materialized (
      select ${keyColumns(sort)}
        from tickets t
       where ${join(where, " and ")}
    ), taken as materialized (
      select hit.* from hit limit ${hits + 1}
    ), scanned as materialized (
      (select t.*, true as is_match
         from taken t
        where (select count(*) from taken) <= ${hits}
        order by ${order(sort)}
        limit ${limit})
      union all
      (select taken.*, false as is_match
         from taken
       offset ${hits}
        limit 1)
    )
    ${completeTickets(listing)}`;
}

/** A page that is one range of an index. */
function takeRange(listing: TicketListing, where: readonly Sql[]): Sql<ListingRow> {
  const { workspace_id, sort, limit, isCard } = listing;
  const { columns, bytes } = rowOf(listing);
  const range = sql<ListingRow>`
      select ${columns}, true as is_match, ${keyTexts(sort)}
        from tickets t
       where t.workspace_id = ${workspace_id}
         and ${join(where, " and ")}
       order by ${indexOrder(listing)}`;
  return prepared(firstRowsWithin(range, { limit, bytes, isLong: isCard }));
}

/**
 * The same without the tickets of archived projects, which may be any number: it examines at most
 * 10,000 tickets, and the last of those is an edge. In one scan that ends with the page: counting
 * rows while they are read costs less than selecting keys first. For a number the planner assumes
 * that almost all rows match, for a boolean half of them, and would rather read and sort all.
 */
function takeActiveRange(listing: TicketListing, where: readonly Sql[]): Sql<ListingRow> {
  const { workspace_id, sort, limit, isCard } = listing;
  const { columns, stored, bytes } = rowOf(listing);
  const active = isActive(workspace_id, sql`t.project_id`);
  const range = sql<ListingRow>`
      select ${columns}, t.active <> 0 as is_match, t.place = 10000 as is_edge,
             ${keyTexts(sort)}
        from (select ${stored}, (${active})::integer as active,
                     row_number() over (order by ${indexOrder(listing)}) as place
                from tickets t
               where t.workspace_id = ${workspace_id}
                 and ${join(where, " and ")}
               order by ${indexOrder(listing)}
               limit 10000) t
       where t.active <> 0
          or t.place = 10000`;
  return prepared(firstRowsWithin(range, { limit, bytes, isLong: isCard }));
}

/**
 * The complete tickets, each looked up by ID: while the planner has no statistics of a workspace, a
 * join would start with all tickets of the database.
 */
export function completeTickets(
  listing: TicketListing,
  {
    inOrder = order(listing.sort, sql`s`),
    isNamed = false,
  }: { inOrder?: Sql; isNamed?: boolean } = {},
): Sql {
  const { workspace_id, sort, filter } = listing;
  const { columns, bytes } = rowOf(listing);
  const named = isNamed ? sql`s.fields` : sql`null::text[]`;
  const [matches, matchColumns] = filter.search
    ? [
        sql`cross join lateral (${matchesOf(workspace_id, filter.search)}) m`,
        sql`, ${named} as named_by, m.in_title, m.in_description, m.comment_ids`,
      ]
    : [sql``, sql``];
  const select = sql`
    select complete.*, s.is_match${matchColumns}
      from scanned s
     cross join lateral (
             select ${columns}, ${keyTexts(sort)}
               from tickets t
              where t.workspace_id = ${workspace_id}
                and t.id = s.id
              limit 1) complete
     ${matches}
     order by ${inOrder}, s.is_match desc`;
  return rowsWithin(select, bytes);
}

/** The rows in the sort's order after the cursor: one limited index range each, merged. */
function orderedRange(listing: TicketListing, conditions: Conditions, limit: number): Sql {
  const { workspace_id, sort } = listing;
  const { residual } = conditions;
  const isMatch = residual.length > 0 ? join(residual, " and ") : sql`true`;
  const selects = rangesOf(listing, conditions).map(
    (where) => sql`
      (select ${keyColumns(sort)}, coalesce(${isMatch}, false) as is_match
         from tickets t
        where t.workspace_id = ${workspace_id}
          and ${join(where, " and ")}
        order by ${indexOrder(listing)}
        limit ${limit})`,
  );
  if (selects.length === 1 && selects[0]) return selects[0];
  return sql`
    select t.* from (${join(selects, " union all ")}) t
     order by ${order(sort)}
     limit ${limit}`;
}

/** The conditions of each index range after the cursor. */
function rangesOf(listing: TicketListing, { indexed, statuses }: Conditions): Sql[][] {
  const byStatus = statuses.map((status) => [sql`t.status = ${status}`]);
  return (byStatus.length > 0 ? byStatus : [[]]).flatMap((status) =>
    keyRanges(listing).map((keys) => [...indexed, ...status, ...keys]),
  );
}

/** Tickets without a due date come last in both directions, so they are a range of their own. */
function keyRanges(listing: TicketListing): Sql[][] {
  const { sort, after, filter } = listing;
  if (sort.column !== "due_on") return [afterKeys(listing)];
  const dated = [sql`t.due_on is not null`, ...afterKeys(listing)];
  const undated = [sql`t.due_on is null`, ...afterKeys(listing)];
  if (filter.due_before !== undefined) return [dated];
  if (after === undefined) return [dated, undated];
  const [due_on] = after;
  return due_on === null ? [undated] : [dated, [sql`t.due_on is null`]];
}
