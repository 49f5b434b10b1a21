import { canWrite } from "../db/connection/writable.ts";
import type { Db } from "../db/pool.ts";

const TIMEOUT_MS = 1_000;
/** A shorter failover should not take every server out of a load balancer. */
const READY_FOR_MS = 5_000;

/**
 * Checks whether the database can be written to: at the moment, as it says within one second, or
 * within the last five seconds. Concurrent calls share one question, so any number of probes uses
 * one connection. `now` is a monotonic clock, in milliseconds.
 */
export function createReadiness(db: Db, now = () => performance.now()): () => Promise<boolean> {
  let question: Promise<boolean> | undefined;
  let writableUntil = Number.NEGATIVE_INFINITY;
  return async () => {
    question ??= canWrite(db)
      .catch(() => false)
      .finally(() => {
        question = undefined;
      });
    const isWritable = await withTimeout(question);
    if (isWritable) writableUntil = now() + READY_FOR_MS;
    return isWritable || now() < writableUntil;
  };
}

async function withTimeout(answer: Promise<boolean>): Promise<boolean> {
  const { promise: tooLate, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, TIMEOUT_MS, false);
  const inTime = await Promise.race([answer, tooLate]);
  clearTimeout(timer);
  return inTime;
}
