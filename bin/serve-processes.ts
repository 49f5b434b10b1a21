import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { Config } from "../src/config.ts";
import { serveSharedMetrics } from "../src/monitoring/shared-metrics.ts";
import { CommandError } from "./command-error.ts";

/** A process that ended sooner than this is replaced only after this time. */
const RESTART_MS = 1_000;

/**
 * Runs this command in `config.processes` processes that share one port, and replaces those that end.
 * Returns when all of them listen. `close()` lets them drain, and resolves when they have ended.
 */
export async function serveProcesses(
  { processes, metricsHost: host, metricsPort: port }: Config,
  log: Logger,
): Promise<{ close(): Promise<void> }> {
  // Each process accepts connections itself. If the parent accepted for them, a process that stops could not
  // refuse new connections while it serves those that it has: src/http/server/graceful-shutdown.ts.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  let isStopping = false;
  const metrics = port === undefined ? undefined : await serveSharedMetrics({ host, port }, log);

  const close = async () => {
    isStopping = true;
    const running = Object.values(cluster.workers ?? {}) as Worker[];
    await Promise.all(running.map(end));
    metrics?.close();
  };
  const replace = async (child: Worker, startedAt: number) => {
    const { pid } = child.process;
    try {
      const [code, signal] = await once(child, "exit");
      if (!isStopping) log.error({ pid, code, signal }, "A process of the API ended.");
    } catch (error) {
      log.error({ err: error }, "A process of the API could not be started.");
    }
    await sleep(Math.max(0, startedAt + RESTART_MS - Date.now()));
    if (!isStopping) start();
  };
  const start = (): Worker => {
    const child = cluster.fork();
    void replace(child, Date.now());
    return child;
  };

  try {
    // Each is watched from its start: one may end while the others are still starting.
    await Promise.all(Array.from({ length: processes }, () => untilListening(start())));
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}

/** One of the first processes that cannot start has said why. The command ends then. */
async function untilListening(child: Worker): Promise<void> {
  await Promise.race([
    once(child, "listening"),
    once(child, "exit").then(([code]) => {
      throw new CommandError(`A process of the API ended with ${code} before it listened.`);
    }),
  ]);
}

/** Not `child.kill()`, which would close the child's socket before it has drained. */
async function end(child: Worker): Promise<void> {
  if (child.isDead()) return;
  const ended = once(child, "exit");
  child.process.kill("SIGTERM");
  await ended;
}
