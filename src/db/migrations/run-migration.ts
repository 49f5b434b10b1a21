import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type DedicatedConnection, inTransaction } from "../dedicated-connection.ts";
import { isRetryable, sqlState } from "../failures.ts";
import { sql } from "../sql.ts";
import { type Migration, MigrationError } from "./migration-files.ts";

const NO_TRANSACTION = /^-- slacky:no-transaction\s*$/m;

// Whoever comes after a waiting ALTER TABLE waits behind it, so it gives up early and comes back.
const LOCK_TIMEOUT_MS = 500;
const PAUSE_MS = 1_000;
const LOCK_ATTEMPTS = 30;

/**
 * Applies one migration and records it. In its own transaction, so that a failure leaves nothing;
 * or, where the first line says `-- slacky:no-transaction`, as the single statement that the file
 * then holds.
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
 * Such a file may run twice (a crash between the build and its record), so it says `if not exists`.
 * It waits for locks as long as it must: a concurrent build waits for old transactions, and holds
 * nobody up.
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
      throw new MigrationError(`${migration.name} left invalid: ${left.join(", ")}.`);
    await recordMigration(connection, migration);
  } catch (error) {
    // Where the connection is gone this fails too; the next run drops them before it builds.
    await dropInvalidIndexes(connection, migration).catch(() => {});
    throw error;
  } finally {
    await connection.execute("reset all").catch(() => {});
  }
}

/**
 * What a broken concurrent build leaves serves no query and slows every write, and its name is
 * taken.
 */
async function dropInvalidIndexes(
  connection: DedicatedConnection,
  migration: Migration,
): Promise<void> {
  for (const name of await listInvalidIndexes(connection, migration)) {
    await connection.execute(`drop index concurrently public.${pg.escapeIdentifier(name)}`);
  }
}

/** Only indexes that the file names: another's build may be under way. */
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

async function recordMigration(
  connection: DedicatedConnection,
  { name, sha256 }: Migration,
): Promise<void> {
  await connection.query(sql`
    insert into public.schema_migrations (name, sha256) values (${name}, ${sha256})`);
}

function isBlocked(error: unknown): boolean {
  return isRetryable(error) || sqlState(error) === "55P03";
}

function gaveUp(cause: unknown, { name }: Migration, attempts: number): MigrationError {
  return new MigrationError(
    `${name} did not get its locks in ${attempts} attempts, and nothing of it remains. ` +
      "Look for long transactions in pg_stat_activity, then migrate again.",
    { cause },
  );
}

function describe(error: unknown, { name, text }: Migration): unknown {
  if (sqlState(error) === undefined) return error;
  const { message, position } = error as pg.DatabaseError;
  const line = position === undefined ? "" : ` at line ${lineOf(text, Number(position))}`;
  return new MigrationError(`${name} failed${line}, and nothing of it remains: ${message}`, {
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
