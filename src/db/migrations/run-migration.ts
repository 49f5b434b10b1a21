import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type DedicatedConnection, inTransaction } from "../dedicated-connection.ts";
import { isRetryable, sqlState } from "../failures.ts";
import { sql } from "../sql.ts";
import { type AppliedMigration, type Migration, MigrationError } from "./migration-files.ts";

const NO_TRANSACTION = /^-- slacky:no-transaction\s*$/m;

// Every later query on the table queues after a waiting ALTER TABLE, so the migration gives up
// quickly and tries again.
const LOCK_TIMEOUT_MS = 500;
const PAUSE_MS = 1_000;
const LOCK_ATTEMPTS = 30;

/**
 * Applies one migration and records it: in a transaction of its own, so that a failure leaves no
 * trace, or, if its first line is `-- slacky:no-transaction`, as the single statement that the file
 * contains. Retries if locks are not available; throws MigrationError if the migration fails.
 */
export async function runMigration(
  connection: DedicatedConnection,
  migration: Migration,
  { lockAttempts = LOCK_ATTEMPTS }: { lockAttempts?: number | undefined } = {},
): Promise<void> {
  const runOnce = isWithoutTransaction(migration) ? runAlone : runInTransaction;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runOnce(connection, migration);
    } catch (error) {
      if (!isBlocked(error)) throw describe(error, migration);
      if (attempt === lockAttempts) throw gaveUp(error, migration, lockAttempts);
      await sleep(PAUSE_MS);
    }
  }
}

function isWithoutTransaction({ text }: Migration): boolean {
  return NO_TRANSACTION.test(text.split("\n", 1)[0] ?? "");
}

async function runInTransaction(
  connection: DedicatedConnection,
  migration: Migration,
): Promise<void> {
  await inTransaction(connection, async () => {
    await connection.execute(`
      set local lock_timeout = ${LOCK_TIMEOUT_MS};
      set local statement_timeout = 0;
      set local idle_in_transaction_session_timeout = 0;
      set local search_path = public`);
    await connection.execute(migration.text);
    await recordMigration(connection, migration);
  });
}

/**
 * Such a file may run twice (after a crash between the statement and its record), so it uses `if
 * not exists`. It waits for locks without limit: a concurrent index build waits for old
 * transactions but blocks nobody.
 */
async function runAlone(connection: DedicatedConnection, migration: Migration): Promise<void> {
  await connection.execute(
    "set lock_timeout = 0; set statement_timeout = 0; set search_path = public",
  );
  try {
    await dropInvalidIndexes(connection, migration);
    await connection.execute(migration.text);
    const left = await listInvalidIndexes(connection, migration);
    if (left.length > 0)
      throw new MigrationError(`${migration.name} left invalid indexes: ${left.join(", ")}.`);
    await recordMigration(connection, migration);
  } catch (error) {
    // If the connection is lost this fails too, and the next run drops them before it builds.
    await dropInvalidIndexes(connection, migration).catch(() => {});
    throw error;
  } finally {
    await connection.execute("reset lock_timeout; reset statement_timeout").catch(() => {});
  }
}

/**
 * An index that a failed concurrent build leaves slows every write, is never used, and occupies the
 * name.
 */
async function dropInvalidIndexes(
  connection: DedicatedConnection,
  migration: Migration,
): Promise<void> {
  for (const name of await listInvalidIndexes(connection, migration)) {
    await connection.execute(`drop index concurrently public.${pg.escapeIdentifier(name)}`);
  }
}

/** Only indexes that the file names: another process may be building others. */
async function listInvalidIndexes(
  connection: DedicatedConnection,
  { text }: Migration,
): Promise<string[]> {
  const rows = await connection.query(sql<{ name: string }>`
    select c.relname as name
      from pg_index i
      join pg_class c on c.oid = i.indexrelid
     where not i.indisvalid
       and c.relkind = 'i'
       and c.relnamespace = 'public'::regnamespace
     order by c.relname`);
  const words = new Set(text.match(/\w+/g));
  return rows.map(({ name }) => name).filter((name) => words.has(name));
}

export async function recordMigration(
  connection: DedicatedConnection,
  { name, sha256, needs = null }: AppliedMigration,
): Promise<void> {
  await connection.query(sql`
    insert into public.schema_migrations (name, sha256, needs)
    values (${name}, ${sha256}, ${needs})`);
}

function isBlocked(error: unknown): boolean {
  return isRetryable(error) || sqlState(error) === "55P03";
}

function gaveUp(cause: unknown, { name }: Migration, attempts: number): MigrationError {
  return new MigrationError(
    `${name} could not get its locks in ${attempts} attempts, and was rolled back. ` +
      "Look for long transactions in pg_stat_activity, then run `slacky migrate` again.",
    { cause },
  );
}

function describe(error: unknown, { name, text }: Migration): unknown {
  if (sqlState(error) === undefined) return error;
  const { message, position } = error as pg.DatabaseError;
  const line = position === undefined ? "" : ` at line ${lineOf(text, Number(position))}`;
  return new MigrationError(`${name} failed${line} and was rolled back: ${message}`, {
    cause: error,
  });
}

/** PostgreSQL counts characters from 1. */
function lineOf(text: string, position: number): number {
  return (
    Array.from(text)
      .slice(0, position - 1)
      .filter((character) => character === "\n").length + 1
  );
}
