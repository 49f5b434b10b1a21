import type { CursorKeys } from "../../db/cursor.ts";
import { join, type Sql, sql } from "../../db/sql.ts";
import type { Conditions, SortColumn, TicketFilter } from "./filter-queries.ts";

export interface TicketSort {
  column: SortColumn;
  descending: boolean;
}

/** The columns of each sort. */
const sortColumns = {
  created_at: [sql`created_at`, sql`id`],
  priority: [sql`priority`, sql`created_at`, sql`id`],
  due_on: [sql`due_on`, sql`id`],
  queue: [sql`priority`, sql`created_at`, sql`id`],
  deleted_at: [sql`deleted_at`, sql`id`],
} as const satisfies Record<SortColumn, Sql[]>;

/** The sort columns of a table or subquery. */
function keysOf({ column }: Pick<TicketSort, "column">, of = sql`t`): Sql[] {
  return sortColumns[column].map((name) => sql`${of}.${name}`);
}

const keyNames = [sql`key_1`, sql`key_2`, sql`key_3`];

export function keyColumns(sort: TicketSort): Sql {
  return join(keysOf(sort), ", ");
}

/** Keys as PostgreSQL prints them, under other names: a sort by an alias would sort text. */
export function keyTexts(sort: TicketSort): Sql {
  return join(
    keysOf(sort).map((key, index) => sql`${key}::text as ${keyNames[index] ?? sql``}`),
    ", ",
  );
}

/**
 * `nulls last` only where there are nulls: elsewhere it would keep the planner from using the
 * index.
 */
export function order({ column, descending }: TicketSort, of?: Sql): Sql {
  if (column === "queue") return queueOrder(keysOf({ column }, of));
  const downwards = column === "due_on" ? sql`desc nulls last` : sql`desc`;
  const direction = descending ? downwards : sql`asc`;
  return join(
    keysOf({ column }, of).map((key) => sql`${key} ${direction}`),
    ", ",
  );
}

/**
 * The order of the index. A range contains either nulls or values, so the position of nulls does
 * not matter.
 */
export function indexOrder(
  { column, descending }: TicketSort,
  { isByAssignee }: Pick<Conditions, "isByAssignee">,
): Sql {
  if (column === "queue") return queueOrder(keysOf({ column }));
  const direction = descending ? sql`desc` : sql`asc`;
  // The planner does not know that `is null` leaves nothing to sort, so the column must be listed.
  const assignee = isByAssignee ? [sql`t.assignee_id`] : [];
  return join(
    [...assignee, ...keysOf({ column })].map((key) => sql`${key} ${direction}`),
    ", ",
  );
}

/** The order in which claim-next takes tickets: the most urgent first, then the oldest. */
function queueOrder([priority = sql``, created_at = sql``, id = sql``]: readonly Sql[]): Sql {
  return sql`${priority} desc, ${created_at}, ${id}`;
}

/** The rows after a cursor. */
export function afterKeys(listing: Place): Sql[] {
  if (listing.after === undefined) return [];
  const ranges = keyRanges(listing).map(({ where }) => sql`(${join(where, " and ")})`);
  return [sql`(${join(ranges, " or ")})`];
}

interface Place {
  sort: TicketSort;
  filter: TicketFilter;
  after: CursorKeys | undefined;
}

/** A range of the index, and its order, of a table or subquery. */
export interface KeyRange {
  where: Sql[];
  inOrder: (of?: Sql) => Sql;
}

/** The ranges of the index after a cursor, in the order of the sort. */
export function keyRanges({ sort, filter, after }: Place): KeyRange[] {
  const inOrder = (of?: Sql) => order(sort, of);
  if (sort.column === "due_on") {
    return dueRanges({ sort, filter, after }).map((where) => ({ where, inOrder }));
  }
  if (after === undefined) return [{ where: [], inOrder }];
  if (sort.column === "queue") return queueRanges(after, inOrder);
  return [{ where: [afterRow(sort, after)], inOrder }];
}

/** Priority goes down and age up, which no comparison of rows can say. */
function queueRanges(
  [priority = null, created_at = null, id = null]: CursorKeys,
  inOrder: KeyRange["inOrder"],
): KeyRange[] {
  return [
    {
      where: [
        sql`t.priority = ${priority}::smallint`,
        sql`(t.created_at, t.id) > (${created_at}::timestamptz, ${id}::uuid)`,
      ],
      // The planner merges the ranges of several statuses only by what is not constant in them.
      inOrder: (of = sql`t`) => sql`${of}.created_at, ${of}.id`,
    },
    { where: [sql`t.priority < ${priority}::smallint`], inOrder },
  ];
}

function afterRow({ column, descending }: TicketSort, after: CursorKeys): Sql {
  const beyond = descending ? sql`<` : sql`>`;
  const [first = null, second = null, third = null] = after;
  if (column === "priority") {
    return sql`(t.priority, t.created_at, t.id)
            ${beyond} (${first}::smallint, ${second}::timestamptz, ${third}::uuid)`;
  }
  const time = column === "deleted_at" ? sql`t.deleted_at` : sql`t.created_at`;
  return sql`(${time}, t.id) ${beyond} (${first}::timestamptz, ${second}::uuid)`;
}

/** Tickets without a due date come last in both directions, so they are a range of their own. */
function dueRanges({ sort, filter, after }: Place): Sql[][] {
  const beyond = sort.descending ? sql`<` : sql`>`;
  const [due_on = null, id = null] = after ?? [];
  if (after !== undefined && due_on === null) {
    return [[sql`t.due_on is null`, sql`t.id ${beyond} ${id}::uuid`]];
  }
  const dated = [
    sql`t.due_on is not null`,
    ...(after ? [sql`(t.due_on, t.id) ${beyond} (${due_on}::date, ${id}::uuid)`] : []),
  ];
  return filter.due_before === undefined ? [dated, [sql`t.due_on is null`]] : [dated];
}
