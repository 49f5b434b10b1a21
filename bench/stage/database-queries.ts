import type { Queryable } from "../../src/db/pool.ts";
import { sql } from "../../src/db/sql.ts";

/** The settings that decide how fast a server is, in one line. */
export async function describeServer(db: Queryable): Promise<string> {
  const [row] = await db.query(sql<{ about: string }>`
    select format('PostgreSQL %s, fsync %s, synchronous_commit %s, shared_buffers %s',
                  current_setting('server_version'), current_setting('fsync'),
                  current_setting('synchronous_commit'), current_setting('shared_buffers')) as about`);
  return row?.about ?? "";
}

export async function isDatabase(db: Queryable, name: string): Promise<boolean> {
  const rows = await db.query(sql`select 1 from pg_database where datname = ${name}`);
  return rows.length > 0;
}

export async function findBytes(db: Queryable, name: string): Promise<number> {
  const [row] = await db.query(
    sql<{ bytes: string }>`select pg_database_size(${name}::name)::text as bytes`,
  );
  return Number(row?.bytes);
}

/** Ends the other connections of this role to a database. */
export async function endSessions(db: Queryable, name: string): Promise<void> {
  await db.query(sql`
    select pg_terminate_backend(pid, 5000)
      from pg_stat_activity
     where datname = ${name}
       and usename = current_user
       and pid <> pg_backend_pid()`);
}
