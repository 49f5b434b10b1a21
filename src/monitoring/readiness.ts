import { canWrite } from "../db/connection/writable.ts";
import type { Db } from "../db/pool.ts";

const TIMEOUT_MS = 1_000;
/**
 * A database that is away is away for every process, and a load balancer without servers gives
 * worse answers than a server that answers 503 with `Retry-After`.
 */
const READY_FOR_MS = 30_000;

/**
 * Checks whether the database answers reads: at the moment, within one second, or within the last
 * 30 seconds. Whether it accepts writes makes no difference, so that reads go on while it does not.
 * Concurrent calls share one question, so any number of probes uses one connection. `now` is a
 * monotonic clock, in milliseconds.
 */
export function createReadiness(reads: Db, now = () => performance.now()): () => Promise<boolean> {
  let question: Promise<boolean> | undefined;
  let readyUntil = Number.NEGATIVE_INFINITY;
  return async () => {
    // The question also closes connections to a server that has become a standby.
    question ??= canWrite(reads)
      .then(
        () => true,
        () => false,
      )
      .finally(() => {
        question = undefined;
      });
    const answers = await withTimeout(question);
    if (answers) readyUntil = now() + READY_FOR_MS;
    return answers || now() < readyUntil;
  };
}

async function withTimeout(answer: Promise<boolean>): Promise<boolean> {
  const { promise: tooLate, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, TIMEOUT_MS, false);
  const inTime = await Promise.race([answer, tooLate]);
  clearTimeout(timer);
  return inTime;
}
