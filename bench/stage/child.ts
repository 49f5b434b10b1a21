import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { checkout } from "../../dev/data-dir.ts";

export interface Child {
  pid: number;
  /** Resolves with the exit code. */
  ended: Promise<number | null>;
  stop(): Promise<void>;
}

export interface ChildOptions {
  env: Record<string, string>;
  logFile: string;
}

const running = new Set<ChildProcess>();

/** Kills every process that was started, without waiting. */
export function killAll(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** Runs `bin/slacky` with this command. Its log goes to a file, as that of a service does. */
export function startSlacky(args: string[], options: ChildOptions): Child {
  return start(join(checkout, "bin/slacky"), args, options);
}

/** Runs one of the bench's own programs. */
export function startScript(file: string, options: ChildOptions): Child {
  return start(process.execPath, [file], options);
}

/** Waits for a response with 200 and returns how long that took. Throws with the end of the log if the process ends. */
export async function untilReady(
  child: Child,
  { port, path, logFile }: { port: number; path: string; logFile: string },
): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    if (await answers(`http://127.0.0.1:${port}${path}`)) return performance.now() - startedAt;
    if (!exists(child.pid)) {
      throw new Error(
        `The process ended before it was ready:\n${readFileSync(logFile, "utf8").slice(-2_000)}`,
      );
    }
    await sleep(10);
  }
}

function start(command: string, args: string[], { env, logFile }: ChildOptions): Child {
  const log = openSync(logFile, "w");
  const { PATH, HOME, BENCH_NODE_OPTIONS: NODE_OPTIONS } = process.env;
  const child = spawn(command, args, {
    cwd: checkout,
    env: { PATH, HOME, ...(NODE_OPTIONS && { NODE_OPTIONS }), ...env },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  running.add(child);
  const ended = once(child, "exit").then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  return { pid: child.pid as number, ended, stop: () => stop(child, ended) };
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await ended;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
