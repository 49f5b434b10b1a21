import { once } from "node:events";
import { type CommandEnvironment, withConfig } from "./with-config.ts";

type Close = () => Promise<void>;

/** How long stopping takes at most, after DRAIN_DELAY_MS. */
const stopMsMax = 4_800;
const forwardedWithinMs = 500;

/**
 * Starts what `work` starts and stops it, the database last, when the process is asked to stop: by Ctrl-C, by
 * SIGTERM, by the end of the terminal or of npm. A second request ends everything immediately.
 */
export async function runUntilStopped(
  options: { shareDatabase: boolean },
  work: (environment: CommandEnvironment, atStop: (close: Close) => void) => Promise<void>,
): Promise<void> {
  let killDatabase = () => {};
  const exitNow = () => {
    killDatabase();
    process.exit(1);
  };
  const stopped = whenStopped(exitNow);
  await withConfig(options, async (environment) => {
    killDatabase = environment.killDatabase;
    const closers: Close[] = [];
    try {
      await work(environment, (close) => closers.push(close));
      await stopped;
      environment.log.info("Stopping.");
    } finally {
      setTimeout(exitNow, environment.config.drainDelayMs + stopMsMax).unref();
      await Promise.all(closers.map((close) => close()));
    }
  });
}

async function whenStopped(exitNow: () => void): Promise<void> {
  const asked = new AbortController();
  let askedAt: number | undefined;
  const ask = () => {
    askedAt ??= performance.now();
    // npm forwards a signal that the terminal has sent to the whole group, so one Ctrl-C arrives twice.
    if (performance.now() - askedAt > forwardedWithinMs) exitNow();
    asked.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, ask);
  watchNpm(ask);
  await once(asked.signal, "abort");
}

/** If npm is killed by SIGKILL, it forwards no signal. The process that it started ends all the same. */
function watchNpm(ask: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    ask();
  }, 250);
  watch.unref();
}
