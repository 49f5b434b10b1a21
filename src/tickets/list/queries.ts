import { firstRowsWithin, mostRows, rowsWithin } from "../../db/first-rows.ts";
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
import {
  afterKeys,
  indexOrder,
  type KeyRange,
  keyColumns,
  keyRanges,
  keyTexts,
  order,
} from "./order-queries.ts";
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
  const [only, ...others] = keyRanges(listing).flatMap((keys) => rangesOf(conditions, keys));
  // The planner rates an index on project and status no better than one on projects, and may then
  // scan all tickets with another status. It does use the right index for an index-only scan, so
  // with two filters the keys are selected first.
  if (residual.length === 0 && !isCombined && only && others.length === 0) {
    const range = { where: only, inOrder: indexOrder(sort, conditions) };
    return excludesArchived ? takeActiveRange(listing, range) : takeRange(listing, range);
  }
  const range = orderedRange(listing, conditions, isFullyIndexed ? undefined : examined);
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
  const statement = sql<ListingRow>`
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
  // The columns of a board are frequent. With other filters there are too many combinations.
  return isFullyIndexed && others.length < 4 ? prepared(statement) : statement;
}

/** The tickets that a list names by ID, which are so few that they are sorted. */
export function takeTickets(listing: TicketListing): Sql<ListingRow> {
  const { workspace_id, sort, filter } = listing;
  const inOrder = order(sort, sql`t`);
  return takeRange(listing, {
    where: [...writeConditions(workspace_id, filter), ...afterKeys(listing)],
    inOrder,
  });
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
    ...writeConditions(workspace_id, filter),
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

/** A range of an index and its order. */
interface Range {
  where: readonly Sql[];
  inOrder: Sql;
}

/** A page that is one range of an index. */
function takeRange(listing: TicketListing, { where, inOrder }: Range): Sql<ListingRow> {
  const { workspace_id, sort, limit } = listing;
  const { columns, bytes } = rowOf(listing);
  const range = sql<ListingRow>`
      select ${columns}, true as is_match, ${keyTexts(sort)}
        from tickets t
       where t.workspace_id = ${workspace_id}
         and ${join(where, " and ")}
       order by ${inOrder}`;
  return prepared(firstRowsWithin(range, { limit, bytes }));
}

/**
 * The same without the tickets of archived projects, which may be any number: it examines at most
 * 10,000 tickets, and the last of those is an edge. In one scan that ends with the page: counting
 * rows while they are read costs less than selecting keys first. For a number the planner assumes
 * that almost all rows match, for a boolean half of them, and would rather read and sort all.
 */
function takeActiveRange(listing: TicketListing, { where, inOrder }: Range): Sql<ListingRow> {
  const { workspace_id, sort, limit } = listing;
  const { columns, stored, bytes } = rowOf(listing);
  const active = isActive(workspace_id, sql`t.project_id`);
  const range = sql<ListingRow>`
      select ${columns}, t.active <> 0 as is_match, t.place = 10000 as is_edge,
             ${keyTexts(sort)}
        from (select ${stored}, (${active})::integer as active,
                     row_number() over (order by ${inOrder}) as place
                from tickets t
               where t.workspace_id = ${workspace_id}
                 and ${join(where, " and ")}
               order by ${inOrder}
               limit 10000) t
       where t.active <> 0
          or t.place = 10000`;
  return prepared(firstRowsWithin(range, { limit, bytes }));
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

/**
 * The rows in the sort's order after the cursor. Where that is two ranges of keys, the second one is
 * read only as far as the first one leaves room. `examined` is undefined if all rows match.
 */
function orderedRange(
  listing: TicketListing,
  conditions: Conditions,
  examined: number | undefined,
): Sql {
  const [nearer, further] = keyRanges(listing).map((keys) =>
    mergedRange(listing, conditions, keys),
  );
  if (nearer === undefined || further === undefined) {
    // The outer limit ends a scan early, and a constant makes a plan without values look cheap.
    return nearer?.(examined === undefined ? mostRows(listing) : sql`${examined}`) ?? sql``;
  }
  const limit = examined ?? listing.limit;
  return sql`
    with nearer as materialized (${nearer(sql`${limit}`)}),
         further as materialized (
           ${further(sql`${limit} - (select count(*) from nearer)`)})
    select t.*
      from (select nearer.* from nearer union all select further.* from further) t
     order by ${order(listing.sort)}`;
}

/** A range of keys, of each value of the filter: one range of the index each, merged. */
function mergedRange(
  listing: TicketListing,
  conditions: Conditions,
  keys: KeyRange,
): (limit: Sql) => Sql {
  const { workspace_id, sort } = listing;
  const { residual } = conditions;
  const isMatch = residual.length > 0 ? join(residual, " and ") : sql`true`;
  const selects = (limit: Sql) =>
    rangesOf(conditions, keys).map(
      (where) => sql`
      (select ${keyColumns(sort)}, coalesce(${isMatch}, false) as is_match
         from tickets t
        where t.workspace_id = ${workspace_id}
          and ${join(where, " and ")}
        order by ${indexOrder(sort, conditions)}
        limit ${limit})`,
    );
  return (limit) => {
    const [only = sql``, ...others] = selects(limit);
    if (others.length === 0) return only;
    return sql`
    select t.* from (${join([only, ...others], " union all ")}) t
     order by ${keys.inOrder()}
     limit ${limit}`;
  };
}

/** The conditions of each range of the index. */
function rangesOf({ indexed, alternatives }: Conditions, keys: KeyRange): Sql[][] {
  if (alternatives.length === 0) return [[...indexed, ...keys.where]];
  return alternatives.map((value) => [...indexed, value, ...keys.where]);
}
