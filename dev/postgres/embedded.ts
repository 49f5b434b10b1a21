import { join } from "node:path";
import { keptSecret } from "../secrets.ts";
import { embeddedBinaries, type PostgresBinaries } from "./binaries.ts";
import { type ClusterRoles, createCluster, databaseName } from "./cluster.ts";
import { lockDataDir, type OwnerLock } from "./owner-lock.ts";
import {
  endOrphan,
  type PostgresProcess,
  readPidFile,
  startPostgres,
  stopPostgres,
} from "./process.ts";

export interface EmbeddedOptions {
  dataDir: string;
  /** False for a throw-away database: faster, lost when the machine (not only the server) dies. */
  durable?: boolean;
  /** Whether the owner may make more of them, as tests do, which clone one each; fixed at the first start. */
  mayCreateDatabases?: boolean;
  /** The binaries to use instead of those from npm. */
  binaries?: PostgresBinaries;
  /** How long to wait for another owner of the data to end. */
  waitMs?: number;
  warn?: (message: string) => void;
}

export interface DatabaseUrls {
  /** For the server: the role that may do what migrations grant. */
  databaseUrl: string;
  /** For migrations: the role that owns the schema. */
  databaseOwnerUrl: string;
}

export interface EmbeddedPostgres extends DatabaseUrls {
  stop(): Promise<void>;
  /** Signals it to stop, and does not wait. */
  kill(): void;
}

/**
 * Starts the real PostgreSQL that npm installed, on loopback and a free port, with its data in
 * `dataDir`. Throws AlreadyRunningError while another living process owns that folder; what an owner
 * that was killed left running is ended first. If the database is killed, it is started again.
 */
export async function startEmbeddedPostgres({
  dataDir,
  durable = true,
  mayCreateDatabases = !durable,
  binaries,
  waitMs = 0,
  warn = () => {},
}: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const lock = lockDataDir(dataDir, { waitMs });
  try {
    const installed = binaries ?? (await embeddedBinaries());
    const cluster = clusterIn(dataDir);
    await endOrphan(cluster);
    const roles = rolesOf(dataDir, { mayCreateDatabases });
    await createCluster(cluster, installed, { roles, durable });
    const options = {
      postgres: installed.postgres,
      cluster,
      logFile: join(dataDir, "postgres.log"),
      settings: { ...settings, ...(durable ? {} : throwAwaySettings) },
    };
    const first = await startPostgres(options);
    const restart = () => startPostgres(options, first.port);
    return { ...urls(dataDir, first.port), ...supervise(first, { restart, lock, warn }) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The database that another process runs on this data, if one does. */
export function findRunningPostgres(dataDir: string): DatabaseUrls | undefined {
  const file = readPidFile(clusterIn(dataDir));
  return file?.ready ? urls(dataDir, file.port) : undefined;
}

const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: 200,
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
  // The server reports failed statements. Their text can contain what users wrote, so PostgreSQL must not log it.
  log_min_messages: "log",
  log_min_error_statement: "panic",
};

// A commit still reaches the operating system, so that a killed server loses none.
const throwAwaySettings = {
  fsync: "off",
  full_page_writes: "off",
  // A test needs one to show what keeps dead rows; a server in production has no prepared transactions.
  max_prepared_transactions: 5,
};

function clusterIn(dataDir: string): string {
  return join(dataDir, "postgres");
}

function rolesOf(
  dataDir: string,
  { mayCreateDatabases }: { mayCreateDatabases: boolean },
): ClusterRoles {
  return {
    owner: {
      name: "slacky_owner",
      password: keptSecret(dataDir, "database-owner"),
      mayCreateDatabases,
    },
    app: { name: "slacky_app", password: keptSecret(dataDir, "database-app") },
  };
}

function urls(dataDir: string, port: number): DatabaseUrls {
  const { owner, app } = rolesOf(dataDir, { mayCreateDatabases: false });
  const url = ({ name, password }: { name: string; password: string }) =>
    `postgres://${name}:${password}@127.0.0.1:${port}/${databaseName}`;
  return { databaseUrl: url(app), databaseOwnerUrl: url(owner) };
}

interface Supervision {
  restart: () => Promise<PostgresProcess>;
  lock: OwnerLock;
  warn: (message: string) => void;
}

function supervise(first: PostgresProcess, { restart, lock, warn }: Supervision) {
  let running = first;
  let restarting: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;

  const watch = () => running.child.once("exit", () => (restarting ??= startAgain()));
  const isRunning = () => running.child.exitCode === null && running.child.signalCode === null;
  watch();

  async function startAgain() {
    if (stopping) return;
    warn("PostgreSQL stopped unexpectedly. Starting it again.");
    try {
      running = await restart();
      restarting = undefined;
      watch();
    } catch (error) {
      warn((error as Error).message);
    }
  }

  async function stop() {
    await restarting;
    await stopPostgres(running.pid, isRunning);
    lock.release();
  }

  return {
    stop: () => (stopping ??= stop()),
    kill: () => void (isRunning() && running.child.kill("SIGQUIT")),
  };
}
