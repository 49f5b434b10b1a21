import { pipeline } from "node:stream/promises";
import {
  type DedicatedConnection,
  inTransaction,
  withDedicatedConnection,
} from "../dedicated-connection.ts";
import { messageOf } from "../failures.ts";
import { tableGrants } from "../grants.ts";
import { migrate } from "../migrations/migrate.ts";
import { encodingError, findServerInfo, versionError } from "../server-info.ts";
import {
  analyzeTables,
  beginSnapshot,
  copyIn,
  copyOut,
  countRows,
  deleteRows,
  findLastNumber,
  forgetCluster,
  hasRows,
  listTableNames,
  listTablesToCopy,
  lockTables,
  setLastNumber,
  type TableToCopy,
} from "./queries.ts";

/** Migrating gives these their first rows, which say nothing of whether somebody uses the database. */
export const tablesWithInitialRows: readonly string[] = ["relay", "schema_migrations"];

/** The target cannot take the data, or has not got all of them; the message says why. */
export class CopyError extends Error {}

export interface CopiedTable {
  table: string;
  rows: number;
  ms: number;
}

export interface CopyOptions {
  /** A role that may read every table of the source; best the owner, who sees its sequences too. */
  from: string;
  /** The target, as the role that the server will work as there. */
  to: string;
  /** The target, as the role that owns the schema there, or is to own it. */
  toOwner?: string | undefined;
  /** Called when the moment is fixed whose data are copied. */
  onSnapshot?: () => void;
  onTable?: (copied: CopiedTable) => void;
  log?: { info(message: string): void };
}

/**
 * Copies all data of one moment into an empty database, which is migrated first, in one transaction:
 * what fails or is broken off leaves no row there, and can be repeated. The source is only read, and
 * its schema must be this version's. Throws CopyError where the target is not empty, or no target.
 */
export async function copyDatabase({
  from,
  to,
  toOwner = to,
  onSnapshot = () => {},
  onTable = () => {},
  log,
}: CopyOptions): Promise<CopiedTable[]> {
  await checkTarget({ to, toOwner });
  await migrate({ databaseUrl: to, databaseOwnerUrl: toOwner, ...(log && { log }) });
  return withDedicatedConnection(from, (source) =>
    withDedicatedConnection(toOwner, async (target) => {
      const tables = sortByDependencies(await listTablesToCopy(target));
      await beginSnapshot(source);
      onSnapshot();
      const copied = await inTransaction(target, async () => {
        await lockTables(target, tables);
        await refuseRows(target, await listTableNames(target));
        const copied = await copyTables({ source, target }, tables, onTable);
        await forgetCluster(target);
        return copied;
      });
      await analyzeTables(target, tables);
      return copied;
    }),
  );
}

/** Puts each table behind those that its rows need, and otherwise keeps the order. */
export function sortByDependencies<Table extends Pick<TableToCopy, "name" | "needs">>(
  tables: readonly Table[],
): Table[] {
  const ordered: Table[] = [];
  const isThere = (name: string) => ordered.some((table) => table.name === name);
  while (ordered.length < tables.length) {
    const next = tables.find(({ name, needs }) => !isThere(name) && needs.every(isThere));
    if (!next) {
      const left = tables.map(({ name }) => name).filter((name) => !isThere(name));
      throw new Error(`The foreign keys of these go in a circle, and none is deferred: ${left}.`);
    }
    ordered.push(next);
  }
  return ordered;
}

/** Before it is migrated: an address that was mistaken is one of a database that somebody needs. */
async function checkTarget({ to, toOwner }: { to: string; toOwner: string }): Promise<void> {
  try {
    await withDedicatedConnection(to, async () => {});
    await withDedicatedConnection(toOwner, async (target) => {
      const server = await findServerInfo(target);
      const fault = versionError(server) ?? encodingError(server);
      if (fault) throw new CopyError(`The target is of no use. ${fault}`);
      const tables = await listTableNames(target);
      const foreignTable = tables.find((table) => !Object.hasOwn(tableGrants, table));
      if (foreignTable) {
        throw new CopyError(
          `The target has a table ${foreignTable}, which is none of Slacky's. Give an empty database.`,
        );
      }
      await refuseRows(target, tables);
    });
  } catch (error) {
    if (error instanceof CopyError) throw error;
    throw new CopyError(`The target cannot be used: ${messageOf(error)}.`, { cause: error });
  }
}

async function refuseRows(target: DedicatedConnection, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    if (!tablesWithInitialRows.includes(table) && (await hasRows(target, table))) {
      throw new CopyError(
        `The target is not empty: ${table} has rows. Nothing was copied; give an empty database.`,
      );
    }
  }
}

async function copyTables(
  { source, target }: { source: DedicatedConnection; target: DedicatedConnection },
  tables: readonly TableToCopy[],
  onTable: (copied: CopiedTable) => void,
): Promise<CopiedTable[]> {
  const done: CopiedTable[] = [];
  for (const table of tables) {
    const startedAt = performance.now();
    const rows = await copyTable({ source, target }, table);
    const copied = { table: table.name, rows, ms: performance.now() - startedAt };
    done.push(copied);
    onTable(copied);
  }
  return done;
}

async function copyTable(
  { source, target }: { source: DedicatedConnection; target: DedicatedConnection },
  table: TableToCopy,
): Promise<number> {
  if (tablesWithInitialRows.includes(table.name)) await deleteRows(target, table);
  await pipeline(copyOut(source, table), copyIn(target, table));
  for (const column of table.identity_columns) {
    const last = await findLastNumber(source, table.name, column);
    if (last !== undefined) await setLastNumber(target, { table: table.name, column, last });
  }
  const [here, there] = [await countRows(source, table.name), await countRows(target, table.name)];
  if (here !== there) {
    throw new CopyError(`${table.name} has ${here} rows, and ${there} arrived. Nothing was kept.`);
  }
  return there;
}
