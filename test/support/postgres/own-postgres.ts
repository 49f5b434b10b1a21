import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { embeddedBinaries } from "../../../dev/postgres-binaries.ts";
import { createCluster, databaseName } from "../../../dev/postgres-cluster.ts";
import { startPostgres, stopPostgres } from "../../../dev/postgres-process.ts";
import { serverUser } from "../../../dev/server-user.ts";

/** A PostgreSQL of a test's own, which may be stopped, configured, and used as a superuser. */
export interface OwnPostgres {
  /** The address of its database. */
  url(role: "slacky_owner" | "slacky_app" | "postgres", parameters?: string): string;
  /** Writes a file of the server, such as `server.key`. */
  write(name: string, text: string): void;
  /** Stops it if it runs, and starts it on the same port. */
  restart(settings?: Record<string, string>): Promise<void>;
  close(): Promise<void>;
}

const password = "own-postgres";

/** `hba` are lines of `pg_hba.conf` that come before the one that lets everybody in with a password. */
export async function startOwnPostgres({
  hba = [],
}: {
  hba?: string[];
} = {}): Promise<OwnPostgres> {
  const folder = mkdtempSync(join(tmpdir(), "slacky-own-postgres-"));
  chmodSync(folder, 0o711);
  const cluster = join(folder, "postgres");
  const binaries = await embeddedBinaries();
  const roles = {
    owner: { name: "slacky_owner", password, mayCreateDatabases: true },
    app: { name: "slacky_app", password },
  };
  await createCluster(cluster, binaries, { roles, durable: false });
  const write = (name: string, text: string) => {
    const file = join(cluster, name);
    writeFileSync(file, text, { mode: 0o600 });
    if (serverUser) chownSync(file, serverUser.uid, serverUser.gid);
  };
  const rules = [
    ...hba,
    "host all postgres 127.0.0.1/32 trust",
    "host all all 127.0.0.1/32 scram-sha-256",
  ];
  write("pg_hba.conf", `${rules.join("\n")}\n`);

  const start = (settings: Record<string, string>, port?: number) =>
    startPostgres(
      {
        postgres: binaries.postgres,
        cluster,
        logFile: join(folder, "postgres.log"),
        settings: { ...basicSettings, ...settings },
      },
      port,
    );
  let running = await start({});
  const stop = () =>
    stopPostgres(
      running.pid,
      () => running.child.exitCode === null && running.child.signalCode === null,
    );
  return {
    url: (role, parameters = "") => {
      const user = role === "postgres" ? role : `${role}:${password}`;
      return `postgres://${user}@127.0.0.1:${running.port}/${databaseName}${parameters}`;
    },
    write,
    async restart(settings = {}) {
      await stop();
      running = await start(settings, running.port);
    },
    async close() {
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
}

const basicSettings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  fsync: "off",
};
