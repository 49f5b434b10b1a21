import pg from "pg";
import type { DedicatedConnection } from "../dedicated-connection.ts";
import type { Queryable } from "../pool.ts";
import { type Sql, sql } from "../sql.ts";

/** What the copy has to know about a table. */
export interface TableToCopy {
  name: string;
  /** Without generated columns. */
  columns: string[];
  identity_columns: string[];
  /** The other tables that its rows reference. Their rows must be copied first. */
  needs: string[];
}

/**
 * Leaves out `schema_migrations`, which the target has written itself. A foreign key that is
 * checked at COMMIT imposes no order, so it is not in `needs`.
 */
export async function listTablesToCopy(db: Queryable): Promise<TableToCopy[]> {
  return db.query(sql<TableToCopy>`
    select c.relname::text as name,
           array(select a.attname::text
                   from pg_attribute a
                  where a.attrelid = c.oid
                    and a.attnum > 0
                    and not a.attisdropped
                    and a.attgenerated = ''
                  order by a.attnum) as columns,
           array(select a.attname::text
                   from pg_attribute a
                  where a.attrelid = c.oid
                    and a.attidentity <> '') as identity_columns,
           array(select r.relname::text
                   from pg_constraint k
                   join pg_class r on r.oid = k.confrelid
                  where k.conrelid = c.oid
                    and k.confrelid <> c.oid
                    and not k.condeferred) as needs
      from pg_class c
     where ${isOurTable}
       and c.relname <> 'schema_migrations'
     order by c.oid`);
}

export async function listTableNames(db: Queryable): Promise<string[]> {
  const rows = await db.query(sql<{ name: string }>`
    select c.relname::text as name
      from pg_class c
     where ${isOurTable}
     order by c.relname`);
  return rows.map(({ name }) => name);
}

/**
 * From now on, every statement on this connection reads this one snapshot, however long the copy
 * takes.
 */
export async function beginSnapshot(source: DedicatedConnection): Promise<void> {
  await source.execute(`
    begin isolation level repeatable read, read only;
    ${settings};
    select`);
}

/** Keeps all other transactions from writing to these tables until this one ends. */
export async function lockTables(
  target: DedicatedConnection,
  tables: readonly TableToCopy[],
): Promise<void> {
  const names = tables.map(({ name }) => qualified(name)).join(", ");
  await target.execute(`${settings}; lock table ${names} in share row exclusive mode`);
}

export async function hasRows(db: Queryable, table: string): Promise<boolean> {
  const [row] = await db.query(
    rawStatement<{ has_rows: boolean }>(`
    select exists (select from ${qualified(table)}) as has_rows`),
  );
  return row?.has_rows === true;
}

export async function countRows(db: Queryable, table: string): Promise<number> {
  const [row] = await db.query(
    rawStatement<{ rows: string }>(`
    select count(*) as rows from ${qualified(table)}`),
  );
  return Number(row?.rows);
}

export async function deleteRows(
  target: DedicatedConnection,
  { name }: TableToCopy,
): Promise<void> {
  await target.execute(`delete from ${qualified(name)}`);
}

export function copyOut(source: DedicatedConnection, table: TableToCopy) {
  return source.copyOut(`copy ${withColumns(table)} to stdout`);
}

export function copyIn(target: DedicatedConnection, table: TableToCopy) {
  return target.copyIn(`copy ${withColumns(table)} from stdin`);
}

/**
 * The last value that the identity column was given, even if its row was deleted since; undefined
 * if there was none. A role that may not read the sequence gets the highest value among the rows.
 */
export async function findLastNumber(
  source: Queryable,
  table: string,
  column: string,
): Promise<string | undefined> {
  const [row] = await source.query(
    rawStatement<{ last: string | null }>(`
    select greatest(case when has_sequence_privilege(s.name, 'select')
                         then pg_sequence_last_value(s.name::regclass) end,
                    (select max(${pg.escapeIdentifier(column)}) from ${qualified(table)})) as last
      from (select ${sequenceOf(table, column)}) as s (name)`),
  );
  return row?.last ?? undefined;
}

export async function setLastNumber(
  target: DedicatedConnection,
  { table, column, last }: { table: string; column: string; last: string },
): Promise<void> {
  await target.execute(
    `select setval(${sequenceOf(table, column)}, ${pg.escapeLiteral(last)}::bigint)`,
  );
}

/**
 * The source may continue to number new events. Forgetting the cluster starts a new epoch for the
 * feed of the copy, even if it lies in the same cluster. If nothing was numbered yet, there is
 * nothing to forget.
 */
export async function forgetCluster(target: DedicatedConnection): Promise<void> {
  await target.execute("update public.relay set cluster = 'copied' where cluster is not null");
}

/** Gives the planner its statistics now, instead of whenever autovacuum next runs. */
export async function analyzeTables(target: DedicatedConnection, tables: readonly TableToCopy[]) {
  await target.execute(`analyze ${tables.map(({ name }) => qualified(name)).join(", ")}`);
}

/** Excludes the tables of extensions. */
const isOurTable = sql`
  c.relnamespace = 'public'::regnamespace
       and c.relkind in ('r', 'p')
       and (c.tableoid, c.oid) not in (select classid, objid from pg_depend where deptype = 'e')`;

/**
 * The role's own timeouts suit requests and are too short here. Values travel as text, so both
 * sides must print and read them in the same format.
 */
const settings = `
    set local lock_timeout = 0;
    set local statement_timeout = 0;
    set local idle_in_transaction_session_timeout = 0;
    set local client_encoding = 'UTF8';
    set local datestyle = 'ISO';
    set local timezone = 'UTC'`;

/** Table names cannot be parameters. They come from the catalogue and are quoted. */
function rawStatement<Row>(text: string): Sql<Row> {
  return { text, values: [] };
}

function withColumns({ name, columns }: TableToCopy): string {
  return `${qualified(name)} (${columns.map((column) => pg.escapeIdentifier(column)).join(", ")})`;
}

function qualified(table: string): string {
  return `public.${pg.escapeIdentifier(table)}`;
}

function sequenceOf(table: string, column: string): string {
  const name = pg.escapeLiteral(qualified(table));
  return `pg_get_serial_sequence(${name}, ${pg.escapeLiteral(column)})`;
}
