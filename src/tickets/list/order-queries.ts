import type { CursorKeys } from "../../db/cursor.ts";
import { join, type Sql, sql } from "../../db/sql.ts";
import type { SortColumn, TicketFilter } from "./filter-queries.ts";

export interface TicketSort {
  column: SortColumn;
  descending: boolean;
}

/** The columns of each sort. */
const sortColumns = {
  created_at: [sql`created_at`, sql`id`],
  priority: [sql`priority`, sql`created_at`, sql`id`],
  due_on: [sql`due_on`, sql`id`],
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
export function indexOrder({
  sort: { column, descending },
  filter,
}: {
  sort: TicketSort;
  filter: TicketFilter;
}): Sql {
  const direction = descending ? sql`desc` : sql`asc`;
  // The planner does not know that `is null` leaves nothing to sort, so the column must be listed.
  const unassigned =
    column === "created_at" && filter.assignee_id === null ? [sql`t.assignee_id`] : [];
  return join(
    [...unassigned, ...keysOf({ column })].map((key) => sql`${key} ${direction}`),
    ", ",
  );
}

/** The rows after a cursor. */
export function afterKeys({
  sort: { column, descending },
  after,
}: {
  sort: TicketSort;
  after: CursorKeys | undefined;
}): Sql[] {
  if (after === undefined) return [];
  const beyond = descending ? sql`<` : sql`>`;
  const [first = null, second = null, third = null] = after;
  if (column === "created_at") {
    return [sql`(t.created_at, t.id) ${beyond} (${first}::timestamptz, ${second}::uuid)`];
  }
  if (column === "priority") {
    return [
      sql`(t.priority, t.created_at, t.id)
            ${beyond} (${first}::smallint, ${second}::timestamptz, ${third}::uuid)`,
    ];
  }
  if (first === null) return [sql`t.due_on is null and t.id ${beyond} ${second}::uuid`];
  return [sql`(t.due_on, t.id) ${beyond} (${first}::date, ${second}::uuid)`];
}
