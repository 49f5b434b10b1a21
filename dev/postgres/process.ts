import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
} from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CommandError } from "../../bin/command-error.ts";
import { freePort } from "../ports.ts";
import { pathForServer, serverProcess } from "./cluster.ts";

export interface PostgresOptions {
  postgres: string;
  cluster: string;
  logFile: string;
  settings: Record<string, string | number>;
}

export interface PostgresProcess {
  child: ChildProcess;
  pid: number;
  port: number;
}

const startAttemptsMax = 10;
const recoveryMsMax = 120_000;

/**
 * Starts PostgreSQL and resolves when it accepts connections. It gets its own process session, so that
 * Ctrl-C in a terminal reaches the server first, which ends its work and only then the database.
 */
export async function startPostgres(
  options: PostgresOptions,
  port?: number,
): Promise<PostgresProcess> {
  if (existsSync(options.logFile)) renameSync(options.logFile, `${options.logFile}.old`);
  for (let attempt = 1; attempt <= startAttemptsMax; attempt++) {
    const listenOn = port ?? (await freePort());
    const child = await spawnPostgres(options, listenOn);
    if (await becomesReady(child, options.cluster)) {
      return { child, pid: child.pid as number, port: listenOn };
    }
    // Another process took the port, or the children of a killed server are still ending.
    await sleep(300);
  }
  const reason = readFileSync(options.logFile, "utf8").trim().split("\n").slice(-5).join("\n");
  throw new CommandError(`PostgreSQL does not start. From ${options.logFile}:\n${reason}`);
}

/** Stops it gently first, then by force. Nothing that was committed is lost either way. */
export async function stopPostgres(pid: number, isRunning: () => boolean): Promise<void> {
  for (const [signal, retryTimeoutMs] of [
    // This signal waits for connections that are closing; the next one ends them.
    ["SIGTERM", 500],
    ["SIGINT", 2500],
    ["SIGQUIT", 700],
    ["SIGKILL", 300],
  ] as const) {
    if (!isRunning()) return;
    process.kill(pid, signal);
    const deadline = performance.now() + retryTimeoutMs;
    while (isRunning() && performance.now() < deadline) await sleep(20);
  }
}

/** A database keeps running after its owner was killed: it is stopped before the next one starts. */
export async function endOrphan(cluster: string): Promise<void> {
  const { pid } = readPidFile(cluster) ?? {};
  if (!pid) return;
  const isOurs = () => isPostgresOf(cluster, pid);
  await stopPostgres(pid, isOurs);
  if (isOurs())
    throw new CommandError(
      `PostgreSQL (process ${pid}) is still running on ${cluster} and does not stop.`,
    );
  // Another process may have this ID by now, and then PostgreSQL would refuse to start.
  if (exists(pid)) rmSync(join(cluster, "postmaster.pid"), { force: true });
}

/** The contents of the file that PostgreSQL writes about itself while it runs. */
export function readPidFile(cluster: string) {
  try {
    const lines = readFileSync(join(cluster, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === "ready" };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function spawnPostgres(
  { postgres, cluster, logFile, settings }: PostgresOptions,
  port: number,
): Promise<ChildProcess> {
  const log = openSync(logFile, "a", 0o600);
  const options = Object.entries({ ...settings, port }).map(
    ([name, value]) => `--${name}=${value}`,
  );
  const child = spawn(postgres, ["-D", pathForServer(cluster), ...options], {
    ...serverProcess(cluster),
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  await once(child, "spawn");
  return child;
}

/** False if it ended instead. A server that was killed replays its write-ahead log before it is ready. */
async function becomesReady(child: ChildProcess, cluster: string): Promise<boolean> {
  const deadline = performance.now() + recoveryMsMax;
  while (child.exitCode === null && child.signalCode === null) {
    const file = readPidFile(cluster);
    if (file?.pid === child.pid && file?.ready) return true;
    if (performance.now() > deadline) child.kill("SIGQUIT");
    await sleep(25);
  }
  return false;
}

function isPostgresOf(cluster: string, pid: number): boolean {
  try {
    if (process.platform !== "linux") {
      return execFileSync("ps", ["-o", "command=", "-p", String(pid)], {
        encoding: "utf8",
      }).includes(cluster);
    }
    const isPostgres = basename(readlinkSync(`/proc/${pid}/exe`)).startsWith("postgres");
    return isPostgres && readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
  } catch {
    return false;
  }
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
