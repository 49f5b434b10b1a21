import { type Sql, sql } from "../db/sql.ts";
import { limits } from "../limits.ts";
import type { BackfillCount, BackfillRange } from "./backfill.ts";

/** The tables with a `name` that people have chosen and that may be changed. */
const tables = {
  users: sql`users`,
  workspaces: sql`workspaces`,
  projects: sql`projects`,
  api_tokens: sql`api_tokens`,
} as const;

export type NamedTable = keyof typeof tables;

export interface NamedRow {
  /** The key of the row, as text: an ID, after that of the workspace if there is one. */
  key: string[];
  name: string;
}

/** The next rows of a table, whatever their names. */
export function listNames(table: NamedTable, range: BackfillRange): Sql<NamedRow> {
  return sql<NamedRow>`
    select ${keyOf(table)} as key, x.name
      from ${tables[table]} x
     ${afterKey(table, range)}
     order by ${orderOf(table)}
     limit ${range.limit}`;
}

/** Sets names that are still the old ones. */
export function setNames(
  table: NamedTable,
  rows: readonly (NamedRow & { new_name: string })[],
): Sql {
  const ids = rows.map(({ key }) => key.at(-1) ?? "");
  const ofWorkspace = hasWorkspace(table)
    ? sql`and x.workspace_id = n.workspace_id`
    : sql`and n.workspace_id is not null`;
  return sql`
    update ${tables[table]} x
       set name = n.new_name
      from unnest(${rows.map(({ key }) => key[0] ?? "")}::uuid[], ${ids}::uuid[],
                  ${rows.map(({ name }) => name)}::text[],
                  ${rows.map(({ new_name }) => new_name)}::text[])
             as n (workspace_id, id, name, new_name)
     where x.id = n.id
       and x.name = n.name
       ${ofWorkspace}`;
}

/** PostgreSQL's tables of Unicode may be older than ours, so it may count a new character's row. */
export function countNames(table: NamedTable, range: BackfillRange): Sql<BackfillCount> {
  return sql<BackfillCount>`
    with next as materialized (
      select ${keyOf(table)} as key, x.name
        from ${tables[table]} x
       ${afterKey(table, range)}
       order by ${orderOf(table)}
       limit ${range.limit}
    )
    select count(*)::integer as rows,
           count(*) filter (where n.name is not nfc normalized
                              and char_length(normalize(n.name, nfc)) <= ${limits.name})::integer as left,
           max(n.key) as last
      from next n`;
}

function hasWorkspace(table: NamedTable): boolean {
  return table === "projects" || table === "api_tokens";
}

function keyOf(table: NamedTable): Sql {
  return hasWorkspace(table)
    ? sql`array[x.workspace_id::text, x.id::text]`
    : sql`array[x.id::text]`;
}

function orderOf(table: NamedTable): Sql {
  return hasWorkspace(table) ? sql`x.workspace_id, x.id` : sql`x.id`;
}

function afterKey(table: NamedTable, { after }: BackfillRange): Sql {
  if (!after) return sql``;
  const [first = "", second = ""] = after;
  return hasWorkspace(table)
    ? sql`where (x.workspace_id, x.id) > (${first}::uuid, ${second}::uuid)`
    : sql`where x.id > ${first}::uuid`;
}
