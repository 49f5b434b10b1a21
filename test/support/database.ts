import { hash, randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import {
  type DedicatedConnection,
  withDedicatedConnection,
} from "../../src/db/dedicated-connection.ts";
import { sqlState } from "../../src/db/failures.ts";
import { tableGrants } from "../../src/db/grants.ts";
import { migrate, migrationsFolder } from "../../src/db/migrations/migrate.ts";
import { readMigrations } from "../../src/db/migrations/migration-files.ts";
import { applyRoleSettings, bypassPooler } from "../../src/db/role-settings.ts";
import { sql } from "../../src/db/sql.ts";

export interface TestDatabase {
  /** As the pool's role. */
  databaseUrl: string;
  /** As the role that owns the schema. */
  databaseOwnerUrl: string;
  drop(): Promise<void>;
}

/**
 * A new database with the whole schema: a clone of a template that is migrated once per run.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = await templateName();
  return withDedicatedConnection(serverUrls().databaseOwnerUrl, async (server) => {
    await makeTemplate(server, template);
    return createDatabase(server, { template });
  });
}

/** A new, empty database, with these options of `create database`. */
export async function createEmptyDatabase(options = ""): Promise<TestDatabase> {
  return withDedicatedConnection(serverUrls().databaseOwnerUrl, (server) =>
    createDatabase(server, { template: `template0 ${options}` }),
  );
}

async function createDatabase(
  server: DedicatedConnection,
  { template }: { template: string },
): Promise<TestDatabase> {
  const name = `slacky_test_${randomBytes(8).toString("hex")}`;
  const strategy = (await copiesByFileSystem(server)) ? "strategy file_copy" : "";
  await server.execute(`create database ${name} template ${template} ${strategy}`);
  const urls = urlsOf(name);
  // A clone does not include a role's settings in a database.
  await withDedicatedConnection(await bypassPooler(urls), applyRoleSettings);
  return { ...urls, drop: () => dropDatabase(name) };
}

/**
 * Lets the file system copy the files of a new database, where PostgreSQL 18 can. That is ten times
 * faster than copying a template by the buffer; reading the pages later takes some of it back.
 */
async function copiesByFileSystem(server: DedicatedConnection): Promise<boolean> {
  const rows = await server.query(sql`
    select set_config(s.name, 'clone', false)
      from pg_settings s
     where s.name = 'file_copy_method'
       and 'clone' = any(s.enumvals)`);
  return rows.length > 0;
}

/** Test files that need the template wait for one another. It gets its name only when it is complete. */
async function makeTemplate(server: DedicatedConnection, name: string): Promise<void> {
  if (await databaseExists(server, name)) return;
  await server.query(sql`select pg_advisory_lock(hashtextextended(${name}, 0))`);
  try {
    if (await databaseExists(server, name)) return;
    const draft = `${name}_draft`;
    await server.execute(`drop database if exists ${draft} with (force)`);
    await server.execute(`create database ${draft}`);
    await migrate(urlsOf(draft));
    await server.execute(`alter database ${draft} rename to ${name}`);
  } finally {
    await server.query(sql`select pg_advisory_unlock(hashtextextended(${name}, 0))`);
  }
}

/** Names what the template is made of, so that a stale one is never cloned. */
async function templateName(): Promise<string> {
  const files = await readMigrations(migrationsFolder);
  const role = new URL(serverUrls().databaseUrl).username;
  const made = JSON.stringify([files.map(({ sha256 }) => sha256), tableGrants, role]);
  return `slacky_template_${hash("sha256", made).slice(0, 16)}`;
}

async function databaseExists(server: DedicatedConnection, name: string): Promise<boolean> {
  const rows = await server.query(sql`select 1 from pg_database where datname = ${name}`);
  return rows.length > 0;
}

/** The pool's role ends the connections that a test left open: the owner may not end those of another role. */
async function dropDatabase(name: string): Promise<void> {
  const { databaseUrl, databaseOwnerUrl } = serverUrls();
  await withDedicatedConnection(databaseUrl, (server) =>
    server.query(sql`
      select pg_terminate_backend(pid, 5000)
        from pg_stat_activity
       where datname = ${name}
         and usename = current_user`),
  );
  const drop = `drop database if exists ${pg.escapeIdentifier(name)} with (force)`;
  for (let tries = 50; ; tries -= 1) {
    try {
      return await withDedicatedConnection(databaseOwnerUrl, (server) => server.execute(drop));
    } catch (error) {
      // A vacuum of PostgreSQL's own is at work there; nobody but a superuser may end it, and it ends soon.
      if (sqlState(error) !== "42501" || tries === 0) throw error;
      await sleep(100);
    }
  }
}

function urlsOf(database: string): { databaseUrl: string; databaseOwnerUrl: string } {
  const urls = serverUrls();
  return {
    databaseUrl: withDatabase(urls.databaseUrl, database),
    databaseOwnerUrl: withDatabase(urls.databaseOwnerUrl, database),
  };
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

function serverUrls(): { databaseUrl: string; databaseOwnerUrl: string } {
  const { TEST_DATABASE_URL: databaseUrl, TEST_DATABASE_OWNER_URL: databaseOwnerUrl } = process.env;
  if (!databaseUrl || !databaseOwnerUrl) {
    throw new Error("Set TEST_DATABASE_URL and TEST_DATABASE_OWNER_URL, or run `npm test`.");
  }
  return { databaseUrl, databaseOwnerUrl };
}
