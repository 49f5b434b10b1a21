import { pipeline } from "node:stream/promises";
import { ConnectError } from "../connection/connect-error.ts";
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

/**
 * Migrations insert the first rows of these tables, so rows in them do not mean that the database
 * is in use.
 */
export const tablesWithInitialRows: readonly string[] = ["relay", "schema_migrations"];

/** The target cannot take the data, or did not receive all of it; the message says why. */
export class CopyError extends Error {}

export interface CopiedTable {
  table: string;
  rows: number;
  ms: number;
}

export interface CopyOptions {
  /**
   * A role that may read every table of the source. Best its owner, who can also read the
   * sequences.
   */
  from: string;
  /** URL of the target, as the role that the server will use there. */
  to: string;
  /** URL of the target, as the role that owns the schema there or will own it. */
  toOwner?: string | undefined;
  /** Called once the snapshot is taken: the copy shows the source as it was at this moment. */
  onSnapshot?: () => void;
  onTable?: (copied: CopiedTable) => void;
  log?: { info(message: string): void };
}

/**
 * Migrates an empty database, then copies all data of one snapshot into it in one transaction: a
 * copy that fails or is interrupted leaves no row there and can be repeated. The source is only
 * read, and its schema must be this version's. Throws CopyError if the target is not empty or
 * cannot be used.
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

/** Puts each table after the tables that its rows reference, and otherwise keeps the order. */
export function sortByDependencies<Table extends Pick<TableToCopy, "name" | "needs">>(
  tables: readonly Table[],
): Table[] {
  const ordered: Table[] = [];
  const isOrdered = (name: string) => ordered.some((table) => table.name === name);
  while (ordered.length < tables.length) {
    const next = tables.find(({ name, needs }) => !isOrdered(name) && needs.every(isOrdered));
    if (!next) {
      const left = tables.map(({ name }) => name).filter((name) => !isOrdered(name));
      throw new Error(
        `These tables reference each other in a cycle, and no foreign key is deferred: ${left}.`,
      );
    }
    ordered.push(next);
  }
  return ordered;
}

/**
 * Runs before the target is migrated, because a mistyped URL may lead to a database that is in use.
 */
async function checkTarget({ to, toOwner }: { to: string; toOwner: string }): Promise<void> {
  try {
    await withDedicatedConnection(to, async () => {});
    await withDedicatedConnection(toOwner, async (target) => {
      const server = await findServerInfo(target);
      const fault = versionError(server) ?? encodingError(server);
      if (fault) throw new CopyError(`The target cannot be used. ${fault}`);
      const tables = await listTableNames(target);
      const foreignTable = tables.find((table) => !Object.hasOwn(tableGrants, table));
      if (foreignTable) {
        throw new CopyError(
          `The target has a table ${foreignTable}, which is not one of Slacky's. ` +
            "Use an empty database.",
        );
      }
      await refuseRows(target, tables);
    });
  } catch (error) {
    if (error instanceof CopyError) throw error;
    const reason = error instanceof ConnectError ? error.message : `${messageOf(error)}.`;
    throw new CopyError(`The target cannot be used. ${reason}`, { cause: error });
  }
}

async function refuseRows(target: DedicatedConnection, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    if (!tablesWithInitialRows.includes(table) && (await hasRows(target, table))) {
      throw new CopyError(
        `The target is not empty: ${table} has rows. Nothing was copied. Use an empty database.`,
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
    throw new CopyError(
      `${table.name} has ${here} rows, but ${there} arrived. The copy was rolled back.`,
    );
  }
  return there;
}
