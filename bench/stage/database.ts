import { startEmbeddedPostgres } from "../../dev/postgres/embedded.ts";
import {
  type DedicatedConnection,
  withDedicatedConnection,
} from "../../src/db/dedicated-connection.ts";
import { applyRoleSettings } from "../../src/db/role-settings.ts";
import { describeServer, endSessions, findBytes, isDatabase } from "./database-queries.ts";

/** The addresses of a database for both its roles. */
export interface Urls {
  databaseUrl: string;
  databaseOwnerUrl: string;
}

/** A PostgreSQL server in which databases are created and dropped. */
export interface DatabaseServer {
  /** Describes the server, for the report. */
  about: string;
  urlsOf(database: string): Urls;
  /** Runs statements as the owner, outside the databases of the bench. */
  withOwner<T>(work: (session: DedicatedConnection) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
  /** Ends it without waiting. */
  kill(): void;
}

/** Opens the embedded server, or the one in BENCH_DATABASE_OWNER_URL, whose role may create databases. */
export async function openDatabaseServer(
  env: Record<string, string | undefined>,
  folder: string,
): Promise<DatabaseServer> {
  const owner = env.BENCH_DATABASE_OWNER_URL;
  const opened = owner
    ? {
        databaseOwnerUrl: owner,
        databaseUrl: env.BENCH_DATABASE_URL ?? owner,
        stop: async () => {},
        kill: () => {},
      }
    : await startEmbeddedPostgres({ dataDir: folder, mayCreateDatabases: true });
  const urlsOf = (database: string) => ({
    databaseUrl: withDatabase(opened.databaseUrl, database),
    databaseOwnerUrl: withDatabase(opened.databaseOwnerUrl, database),
  });
  const withOwner: DatabaseServer["withOwner"] = (work) =>
    withDedicatedConnection(opened.databaseOwnerUrl, work);
  const about = await withOwner(describeServer);
  return {
    about: `${about}, ${owner ? "as given" : "embedded"}`,
    urlsOf,
    withOwner,
    stop: opened.stop,
    kill: opened.kill,
  };
}

/** Copies a database that has no connections, and applies the settings of its roles. */
export async function cloneDatabase(
  server: DatabaseServer,
  template: string,
  name: string,
): Promise<Urls> {
  await dropDatabase(server, name);
  await server.withOwner(async (owner) => {
    await owner.execute("set statement_timeout = 0");
    await owner.execute(`create database ${name} template ${template} strategy file_copy`);
  });
  const urls = server.urlsOf(name);
  await withDedicatedConnection(urls.databaseUrl, applyRoleSettings);
  return urls;
}

/**
 * Each role ends its own connections. `with (force)` needs a superuser while an autovacuum runs in the database. A plain
 * drop ends the autovacuum, and waits five seconds for connections that are closing.
 */
export async function dropDatabase(server: DatabaseServer, name: string): Promise<void> {
  if (!(await hasDatabase(server, name))) return;
  await withDedicatedConnection(server.urlsOf("postgres").databaseUrl, (session) =>
    endSessions(session, name),
  );
  await server.withOwner(async (owner) => {
    await endSessions(owner, name);
    await owner.execute(`drop database if exists ${name}`);
  });
}

export async function hasDatabase(server: DatabaseServer, name: string): Promise<boolean> {
  return await server.withOwner((owner) => isDatabase(owner, name));
}

export async function databaseBytes(server: DatabaseServer, name: string): Promise<number> {
  return await server.withOwner((owner) => findBytes(owner, name));
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
