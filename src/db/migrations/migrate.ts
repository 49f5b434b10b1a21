import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { version } from "../../version.ts";
import { type DedicatedConnection, withDedicatedConnection } from "../dedicated-connection.ts";
import { applyGrants, type Grants, refuseUnlistedTables, tableGrants } from "../grants.ts";
import { applyRoleSettings, bypassPooler } from "../role-settings.ts";
import { encodingError, findServerInfo } from "../server-info.ts";
import { sql } from "../sql.ts";
import { adoptBaseline, rewriteLedger } from "./baseline.ts";
import {
  type AppliedMigration,
  MigrationError,
  newerMigrations,
  pendingMigrations,
  readMigrations,
} from "./migration-files.ts";
import { runMigration } from "./run-migration.ts";

export interface MigrateOptions {
  /**
   * URL for the pool's role, which gets the settings and, if another role owns the schema, the
   * grants.
   */
  databaseUrl: string;
  /**
   * URL for the role that owns the schema. Must lead to the server itself, not to a pooler that
   * shares sessions.
   */
  databaseOwnerUrl?: string | undefined;
  /** Returns what would run, and changes nothing. */
  dryRun?: boolean;
  log?: Log;
  migrationsDir?: string;
  grants?: Grants;
  lockAttempts?: number;
  /** The version of Slacky that migrates; another one only in tests. */
  running?: string;
}

interface Log {
  info(message: string): void;
}

export const migrationsFolder = path.join(import.meta.dirname, "../../../migrations");

/**
 * Brings the database to this version's schema, settings and grants, and returns the names of the
 * files that it applied. Several processes may run it at once: one works, the others wait and find
 * nothing left to do. Throws MigrationError if the database is not encoded in UTF-8, if the files do
 * not match it, or if a file fails.
 */
export async function migrate({
  databaseUrl,
  databaseOwnerUrl = databaseUrl,
  dryRun = false,
  log = { info: () => {} },
  migrationsDir = migrationsFolder,
  grants = tableGrants,
  lockAttempts,
  running = version,
}: MigrateOptions): Promise<string[]> {
  const files = await readMigrations(migrationsDir);
  return withDedicatedConnection(databaseOwnerUrl, async (owner) => {
    const fault = encodingError(await findServerInfo(owner));
    if (fault) throw new MigrationError(fault);
    if (dryRun) {
      const applied = adoptBaseline(files, await listApplied(owner));
      return pendingMigrations(files, applied, running).map(({ name }) => name);
    }

    return withRunnerLock(owner, log, async () => {
      await createLedger(owner);
      const recorded = await listApplied(owner);
      const applied = adoptBaseline(files, recorded);
      const pending = pendingMigrations(files, applied, running);
      if (newerMigrations(files, applied).length > 0) {
        log.info("The schema is that of a newer version, which this one can work with.");
        return [];
      }
      await addNeedsToLedger(owner);
      if (applied !== recorded) {
        await rewriteLedger(owner, applied);
        log.info("This database was created before version 0.2.0. Its migrations have new names.");
      }
      for (const migration of pending) {
        const startedAt = performance.now();
        await runMigration(owner, migration, { lockAttempts });
        log.info(`${migration.name} applied in ${Math.round(performance.now() - startedAt)} ms`);
      }
      await refuseUnlistedTables(owner, grants);
      await withDedicatedConnection(
        await bypassPooler({ databaseUrl, databaseOwnerUrl }),
        async (pool) => {
          await applyRoleSettings(pool);
          await applyGrants(owner, await currentRole(pool), grants);
        },
      );
      return pending.map(({ name }) => name);
    });
  });
}

// The bytes of "Slak". A lock on two integers never conflicts with a lock on one bigint.
const RUNNER_LOCK = sql`1399612267, 1`;
const POLL_MS = 100;
const RUNNER_LOCK_TIMEOUT_MS = 600_000;

/**
 * Polls for the lock: a runner that waited inside `pg_advisory_lock` would keep a snapshot, on
 * which the other runner's concurrent index build would wait: a deadlock.
 */
async function withRunnerLock<T>(
  connection: DedicatedConnection,
  log: Log,
  work: () => Promise<T>,
): Promise<T> {
  const deadline = performance.now() + RUNNER_LOCK_TIMEOUT_MS;
  for (let polls = 1; !(await tryRunnerLock(connection)); polls += 1) {
    if (polls === 1) log.info("Another process is migrating this database. Waiting for it.");
    if (performance.now() > deadline) {
      throw new MigrationError(
        "Another process has been migrating this database for 10 minutes. Check it, then try again.",
      );
    }
    await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    // If the connection is lost, the server has already released the lock.
    await connection.query(sql`select pg_advisory_unlock(${RUNNER_LOCK})`).catch(() => {});
  }
}

async function tryRunnerLock(connection: DedicatedConnection): Promise<boolean> {
  const [row] = await connection.query(sql<{ is_ours: boolean }>`
    select pg_try_advisory_lock(${RUNNER_LOCK}) as is_ours`);
  return row?.is_ours === true;
}

async function hasLedger(connection: DedicatedConnection): Promise<boolean> {
  const [row] = await connection.query(sql<{ exists: boolean }>`
    select to_regclass('public.schema_migrations') is not null as exists`);
  return row?.exists === true;
}

async function createLedger(connection: DedicatedConnection): Promise<void> {
  if (await hasLedger(connection)) return;
  await connection.execute(`
    create table public.schema_migrations (
      name       text        not null,
      sha256     text        not null,
      applied_at timestamptz not null default clock_timestamp(),

      primary key (name)
    )`);
}

/** Version 0.2.0 created the ledger without this column. */
async function addNeedsToLedger(connection: DedicatedConnection): Promise<void> {
  await connection.execute(
    "alter table public.schema_migrations add column if not exists needs text",
  );
}

async function listApplied(connection: DedicatedConnection): Promise<AppliedMigration[]> {
  if (!(await hasLedger(connection))) return [];
  return connection.query(sql<AppliedMigration>`
    select m.name, m.sha256, to_jsonb(m) ->> 'needs' as needs
      from public.schema_migrations m
     order by m.name`);
}

async function currentRole(connection: DedicatedConnection): Promise<string> {
  const [row] = await connection.query(sql<{ role: string }>`select current_user as role`);
  if (!row) throw new MigrationError("The database returned no role for the pool's connection.");
  return row.role;
}
