import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { embeddedBinaries, type PostgresBinaries } from "../../../dev/postgres/binaries.ts";
import { createCluster, databaseName } from "../../../dev/postgres/cluster.ts";
import { startPostgres, stopPostgres } from "../../../dev/postgres/process.ts";
import { serverUser } from "../../../dev/postgres/server-user.ts";

type Settings = Record<string, string>;

/** A PostgreSQL of a test's own, which may be stopped, configured, and used as a superuser. */
export interface OwnPostgres {
  readonly port: number;
  /** The folder of its data. */
  readonly cluster: string;
  /** The address of its database. */
  url(role: "slacky_owner" | "slacky_app" | "postgres", parameters?: string): string;
  /** Writes a file of the server, such as `server.key`. */
  write(name: string, text: string): void;
  /** Stops it if it runs, and starts it on the same port. */
  restart(settings?: Settings): Promise<void>;
  stop(): Promise<void>;
  /** Ends all its processes at once, as when the machine dies. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

const password = "own-postgres";

/**
 * `hba` are lines of `pg_hba.conf` that come before the one that lets everybody in with a password;
 * `binaries` are others than the embedded ones.
 */
export async function startOwnPostgres({
  hba = [],
  settings = {},
  ...others
}: {
  hba?: string[];
  settings?: Settings;
  binaries?: PostgresBinaries;
} = {}): Promise<OwnPostgres> {
  const folder = makeServerFolder();
  const binaries = others.binaries ?? (await embeddedBinaries());
  const roles = {
    owner: { name: "slacky_owner", password, mayCreateDatabases: true },
    app: { name: "slacky_app", password },
  };
  const cluster = clusterIn(folder);
  await createCluster(cluster, binaries, { roles, durable: false });
  const rules = [
    ...hba,
    "host all,replication postgres 127.0.0.1/32 trust",
    "host all all 127.0.0.1/32 scram-sha-256",
  ];
  writeServerFile(join(cluster, "pg_hba.conf"), `${rules.join("\n")}\n`);
  return await runCluster(folder, settings, binaries);
}

/** A new folder that the server's user may enter. */
export function makeServerFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "slacky-own-postgres-"));
  chmodSync(folder, 0o711);
  return folder;
}

export function clusterIn(folder: string): string {
  return join(folder, "postgres");
}

export function writeServerFile(file: string, content: string | Buffer): void {
  writeFileSync(file, content, { mode: 0o600 });
  if (serverUser) chownSync(file, serverUser.uid, serverUser.gid);
}

/** Starts the server on the cluster in `folder`. `close` deletes the folder. */
export async function runCluster(
  folder: string,
  settings: Settings,
  binaries?: PostgresBinaries,
): Promise<OwnPostgres> {
  const { postgres } = binaries ?? (await embeddedBinaries());
  const cluster = clusterIn(folder);
  const start = (more: Settings, port?: number) =>
    startPostgres(
      {
        postgres,
        cluster,
        logFile: join(folder, "postgres.log"),
        settings: { ...basicSettings, ...settings, ...more },
      },
      port,
    );
  let running = await start({});
  const isRunning = () => running.child.exitCode === null && running.child.signalCode === null;
  const stop = () => stopPostgres(running.pid, isRunning);
  return {
    port: running.port,
    cluster,
    url: (role, parameters = "") => {
      const user = role === "postgres" ? role : `${role}:${password}`;
      return `postgres://${user}@127.0.0.1:${running.port}/${databaseName}${parameters}`;
    },
    write: (name, text) => writeServerFile(join(cluster, name), text),
    async restart(more = {}) {
      await stop();
      running = await start(more, running.port);
    },
    stop,
    async kill() {
      killWithChildren(running.pid);
      while (isRunning()) await sleep(5);
    },
    async close() {
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Each process of PostgreSQL leads a group of its own, so a signal to the group reaches only one. */
export function killWithChildren(pid: number): void {
  process.kill(pid, "SIGSTOP");
  const processes = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const children = processes
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .flatMap(([child = 0]) => child);
  for (const one of [pid, ...children]) process.kill(one, "SIGKILL");
}

const basicSettings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  fsync: "off",
};
