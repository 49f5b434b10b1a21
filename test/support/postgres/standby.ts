import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { serverUser } from "../../../dev/postgres/server-user.ts";
import {
  type DedicatedConnection,
  withDedicatedConnection,
} from "../../../src/db/dedicated-connection.ts";
import { type Sql, sql } from "../../../src/db/sql.ts";
import { until } from "../locks.ts";
import {
  clusterIn,
  makeServerFolder,
  type OwnPostgres,
  runCluster,
  writeServerFile,
} from "./own-postgres.ts";

/** A server that follows another one, until it is promoted. */
export interface Standby extends OwnPostgres {
  /** Ends recovery: it accepts writes, on a new timeline. */
  promote(): Promise<void>;
  /** From now on it receives changes and does not show them. */
  pauseReplay(): Promise<void>;
  resumeReplay(): Promise<void>;
  /** Waits until it shows everything that `server`, the primary by default, has committed. */
  catchUp(server?: OwnPostgres): Promise<void>;
}

/** Settings for the primary of a test: it keeps the changes that a copy being made still needs. */
export const primarySettings = { wal_keep_size: "512MB" };

/**
 * Copies the primary, which was started with `primarySettings`, and starts the copy as its standby.
 * `name` is what `synchronous_standby_names` calls it. With `port`, it follows the primary through
 * what listens there, such as a link that a test can cut. `settings` are its own, for example
 * `recovery_min_apply_delay`.
 */
export async function startStandby(
  primary: OwnPostgres,
  {
    name = "standby",
    port = primary.port,
    settings = {},
  }: { name?: string; port?: number; settings?: Record<string, string> } = {},
): Promise<Standby> {
  const folder = makeServerFolder();
  const cluster = clusterIn(folder);
  await withDedicatedConnection(primary.url("postgres"), async (superuser) => {
    await superuser.query(sql`select pg_backup_start('standby', true)`);
    copyFolder(primary.cluster, cluster);
    const [stopped] = await superuser.query(sql<{ labelfile: string }>`
      select labelfile from pg_backup_stop(false)`);
    writeServerFile(join(cluster, "backup_label"), stopped?.labelfile ?? "");
  });
  writeServerFile(join(cluster, "standby.signal"), "");
  const server = await runCluster(folder, {
    ...primarySettings,
    primary_conninfo: `host=127.0.0.1 port=${port} user=postgres application_name=${name}`,
    // Otherwise a standby that lost its primary tries again only after five seconds.
    wal_retrieve_retry_interval: "100ms",
    ...settings,
  });

  const asSuperuser = <T>(work: (superuser: DedicatedConnection) => Promise<T>) =>
    withDedicatedConnection(server.url("postgres"), work);
  return {
    ...server,
    promote: () => asSuperuser((superuser) => superuser.execute("select pg_promote()")),
    pauseReplay: () =>
      asSuperuser(async (superuser) => {
        await superuser.execute("select pg_wal_replay_pause()");
        // It pauses at the next record, or at once if it waits for one.
        await untilTrue(superuser, sql`pg_get_wal_replay_pause_state() = 'paused'`);
      }),
    resumeReplay: () =>
      asSuperuser((superuser) => superuser.execute("select pg_wal_replay_resume()")),
    async catchUp(other = primary) {
      const lsn = await withDedicatedConnection(other.url("postgres"), findLsn);
      await asSuperuser((superuser) =>
        untilTrue(superuser, sql`pg_last_wal_replay_lsn() >= ${lsn}::pg_lsn`),
      );
    },
  };
}

/** Lets commits on `primary` wait for these standbys; without any, for none. */
export async function waitForStandbys(primary: OwnPostgres, names: string): Promise<void> {
  await withDedicatedConnection(primary.url("postgres"), async (superuser) => {
    await superuser.execute(`alter system set synchronous_standby_names = '${names}'`);
    await superuser.execute("select pg_reload_conf()");
    await untilTrue(
      superuser,
      sql`current_setting('synchronous_standby_names') = ${names}
          and (${names} = '' or exists (select from pg_stat_replication
                                         where sync_state in ('sync', 'quorum')))`,
    );
  });
}

async function findLsn(server: DedicatedConnection): Promise<string> {
  const rows = await server.query(sql<{ lsn: string }>`select pg_current_wal_flush_lsn() as lsn`);
  return rows.map(({ lsn }) => lsn).join();
}

async function untilTrue(server: DedicatedConnection, condition: Sql): Promise<void> {
  await until(async () => {
    const [row] = await server.query(sql<{ is_true: boolean }>`select ${condition} as is_true`);
    return row?.is_true === true;
  });
}

/** What belongs to the running primary, or is received from it. */
const left =
  /^(pg_wal|pg_replslot|pg_stat_tmp|pg_subtrans|pg_notify|pg_dynshmem)\/|^postmaster\.|\/pgsql_tmp/;

/** Copies a folder whose files may vanish while it is read. */
function copyFolder(from: string, to: string, path = ""): void {
  const folder = join(to, path);
  mkdirSync(folder, { mode: 0o700 });
  if (serverUser) chownSync(folder, serverUser.uid, serverUser.gid);
  chmodSync(folder, 0o700);
  for (const entry of readdirSync(join(from, path), { withFileTypes: true })) {
    const name = path === "" ? entry.name : `${path}/${entry.name}`;
    if (left.test(name)) continue;
    if (entry.isDirectory()) copyFolder(from, to, name);
    else copyFile(join(from, name), join(to, name));
  }
}

function copyFile(from: string, to: string): void {
  try {
    writeServerFile(to, readFileSync(from));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}
