import type { CursorKeys } from "../../db/cursor.ts";
import { firstRows } from "../../db/first-rows.ts";
import { join, prepared, type Sql, sql } from "../../db/sql.ts";
import { columns, columnsInProject } from "../queries.ts";
import type { Ticket } from "../ticket.ts";
import {
  type Conditions,
  conditionsOf,
  hasWords,
  type SortColumn,
  type TicketFilter,
} from "./filter-queries.ts";

export interface TicketSort {
  column: SortColumn;
  descending: boolean;
}

export interface TicketListing {
  workspace_id: string;
  filter: TicketFilter;
  sort: TicketSort;
  /** The sort keys of the last row of the page before; undefined for the first page. */
  after: CursorKeys | undefined;
  /** How many rows to give at the most. */
  limit: number;
}

/** A row of a listing: a ticket that is meant, or one that says where it stopped. */
export interface ListedTicket {
  ticket: Ticket;
  keys: CursorKeys;
}

/** `edge` is set where the rows fall short of the limit although more may follow. */
export interface Listed {
  rows: ListedTicket[];
  edge: ListedTicket | undefined;
}

/**
 * Walks the index that gives the sort's order. Where filters are left that no index serves, it looks at
 * `examined` rows at most, and `edge` is the last of them where that did not fill the limit.
 */
export function walkTickets(listing: TicketListing, examined: number): Sql<ListingRow> {
  const { sort, limit } = listing;
  const conditions = conditionsOf(listing.filter, sort.column);
  const isFree = conditions.residual.length === 0;
  const [only, ...others] = rangesOf(listing, conditions);
  // To the planner, an index of project and status is no better than one of projects, and then it may walk past all
  // that have another status. What is read from an index alone is: keys first, where two filters come together.
  if (isFree && !conditions.isCombined && only && others.length === 0) {
    return takeRange(listing, only);
  }
  const range = orderedRange(listing, conditions, isFree ? limit : examined);
  const edge = isFree
    ? sql``
    : sql`
      union all
      (select ${keyColumns(sort)}, false as is_meant
         from (${range}) t
        where (select count(*) from page) < ${limit}
        order by ${order(sort)}
       offset ${examined - 1}
        limit 1)`;
  return sql<ListingRow>`
    with page as materialized (
      select ${keyColumns(sort)}, true as is_meant
        from (${range}) t
       where t.is_meant
       order by ${order(sort)}
       limit ${limit}
    ), walked as materialized (
      select page.* from page
      ${edge}
    )
    ${wholeTickets(listing)}`;
}

/**
 * Collects every hit of text and labels by their own index, then sorts: for words that are rare. Where there are more
 * than `hits`, it stops, and gives none and an edge. The planner takes a materialized part for read as a whole, so it
 * does not walk the sort's index past a million rows that lack the word.
 */
export function searchTickets(listing: TicketListing, hits: number): Sql<ListingRow> {
  const { sort, limit } = listing;
  const { indexed, eitherStatus, residual } = conditionsOf(listing.filter, sort.column);
  const statuses = eitherStatus.length > 0 ? [sql`t.status = any(${eitherStatus}::text[])`] : [];
  const where = [
    ...inWorkspace(listing),
    ...indexed,
    ...statuses,
    ...residual,
    ...afterKeys(listing),
  ];
  return sql<ListingRow>`
    with hit as materialized (
      select ${keyColumns(sort)}
        from tickets t
       where ${join(where, " and ")}
    ), taken as materialized (
      select hit.* from hit limit ${hits + 1}
    ), walked as materialized (
      (select t.*, true as is_meant
         from taken t
        where (select count(*) from taken) <= ${hits}
        order by ${order(sort)}
        limit ${limit})
      union all
      (select taken.*, false as is_meant
         from taken
       offset ${hits}
        limit 1)
    )
    ${wholeTickets(listing)}`;
}

/**
 * The index of words has the workspace in its words; and the planner, to which a rare word is a frequent one, would read
 * the whole workspace in another index beside it, if the workspace were compared in a way that an index serves.
 */
function inWorkspace({ workspace_id, filter: { q, deleted } }: TicketListing): Sql[] {
  if (q === undefined || deleted) return [sql`t.workspace_id = ${workspace_id}`];
  return [sql`t.workspace_id is not distinct from ${workspace_id}`, hasWords(workspace_id, q)];
}

/** One range of an index that is the page as it stands. */
function takeRange(listing: TicketListing, where: readonly Sql[]): Sql<ListingRow> {
  const { workspace_id, sort, limit } = listing;
  const range = sql<ListingRow>`
      select ${shownColumns(listing)}, true as is_meant, ${keyTexts(sort)}
        from tickets t
       where t.workspace_id = ${workspace_id}
         and ${join(where, " and ")}
       order by ${indexOrder(listing)}`;
  return prepared(firstRows(range, limit));
}

/**
 * The tickets of what was walked, each by its id: where the planner has no statistics of a workspace yet, a
 * join would begin with all tickets there are.
 */
function wholeTickets(listing: TicketListing): Sql {
  const { workspace_id, sort } = listing;
  return sql`
    select whole.*, w.is_meant
      from walked w
     cross join lateral (
             select ${shownColumns(listing)}, ${keyTexts(sort)}
               from tickets t
              where t.workspace_id = ${workspace_id}
                and t.id = w.id
              limit 1) whole
     order by ${order(sort, sql`w`)}`;
}

function shownColumns({ workspace_id, filter: { project_id } }: TicketListing): Sql {
  return project_id === undefined ? columns : columnsInProject({ workspace_id, project_id });
}

/** A row as it comes from the database, in the columns of a ticket and those of the sort. */
export type ListingRow = Ticket & {
  is_meant: boolean;
  key_1: string | null;
  key_2: string;
  key_3?: string;
};

/** The rows that are meant, and the one that says where the walk stopped. */
export function toListed(rows: readonly ListingRow[]): Listed {
  const edge = rows.find(({ is_meant }) => !is_meant);
  return {
    rows: rows.filter(({ is_meant }) => is_meant).map(toListedTicket),
    edge: edge && toListedTicket(edge),
  };
}

function toListedTicket({ is_meant: _, key_1, key_2, key_3, ...ticket }: ListingRow): ListedTicket {
  return { ticket, keys: [key_1, key_2, ...(key_3 === undefined ? [] : [key_3])] };
}

/** The rows in the sort's order, from the cursor on: one limited range an index each, merged. */
function orderedRange(listing: TicketListing, conditions: Conditions, limit: number): Sql {
  const { workspace_id, sort } = listing;
  const { residual } = conditions;
  const isMeant = residual.length > 0 ? join(residual, " and ") : sql`true`;
  const selects = rangesOf(listing, conditions).map(
    (where) => sql`
      (select ${keyColumns(sort)}, coalesce(${isMeant}, false) as is_meant
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

/** What each range of an index has in it, from the cursor on. */
function rangesOf(listing: TicketListing, { indexed, eitherStatus }: Conditions): Sql[][] {
  const byStatus = eitherStatus.map((status) => [sql`t.status = ${status}`]);
  return (byStatus.length > 0 ? byStatus : [[]]).flatMap((status) =>
    keyRanges(listing).map((keys) => [...indexed, ...status, ...keys]),
  );
}

/** Tickets without a due date come last either way, so they are a range of their own. */
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

function afterKeys({ sort: { column, descending }, after }: TicketListing): Sql[] {
  if (after === undefined) return [];
  const beyond = descending ? sql`<` : sql`>`;
  const [first = null, second = null, third = null] = after;
  if (column === "created_at") {
    return [sql`(t.created_at, t.id) ${beyond} (${first}::timestamptz, ${second}::uuid)`];
  }
  if (column === "priority") {
    return [
      sql`(t.priority, t.created_at, t.id) ${beyond} (${first}::smallint, ${second}::timestamptz, ${third}::uuid)`,
    ];
  }
  if (first === null) return [sql`t.due_on is null and t.id ${beyond} ${second}::uuid`];
  return [sql`(t.due_on, t.id) ${beyond} (${first}::date, ${second}::uuid)`];
}

/** The columns that a sort goes by. */
const sortColumns = {
  created_at: [sql`created_at`, sql`id`],
  priority: [sql`priority`, sql`created_at`, sql`id`],
  due_on: [sql`due_on`, sql`id`],
} as const satisfies Record<SortColumn, Sql[]>;

/** The same of a ticket, or of what was selected of it under the same names. */
function keysOf({ column }: Pick<TicketSort, "column">, of = sql`t`): Sql[] {
  return sortColumns[column].map((name) => sql`${of}.${name}`);
}

const keyNames = [sql`key_1`, sql`key_2`, sql`key_3`];

function keyColumns(sort: TicketSort): Sql {
  return join(keysOf(sort), ", ");
}

/** Keys travel as PostgreSQL prints them, under names of their own: a sort by an alias would sort text. */
function keyTexts(sort: TicketSort): Sql {
  return join(
    keysOf(sort).map((key, index) => sql`${key}::text as ${keyNames[index] ?? sql``}`),
    ", ",
  );
}

/** `nulls last` only where there are nulls: elsewhere it would keep a page from following its index. */
function order({ column, descending }: TicketSort, of?: Sql): Sql {
  const downwards = column === "due_on" ? sql`desc nulls last` : sql`desc`;
  const direction = descending ? downwards : sql`asc`;
  return join(
    keysOf({ column }, of).map((key) => sql`${key} ${direction}`),
    ", ",
  );
}

/** As the index has it: within one range there are no nulls beside values, so their place does not matter. */
function indexOrder({ sort: { column, descending }, filter }: TicketListing): Sql {
  const direction = descending ? sql`desc` : sql`asc`;
  // The planner does not know that `is null` leaves nothing to sort, so the column is named.
  const unassigned =
    column === "created_at" && filter.assignee_id === null ? [sql`t.assignee_id`] : [];
  return join(
    [...unassigned, ...keysOf({ column })].map((key) => sql`${key} ${direction}`),
    ", ",
  );
}
