import type { Queryable } from "../db/pool.ts";
import { ping } from "./queries.ts";

const TIMEOUT_MS = 1_000;

/**
 * Checks that the database responds within one second. Concurrent calls share one query, so any
 * number of probes uses one connection.
 */
export function createReadiness(db: Queryable): () => Promise<boolean> {
  let question: Promise<boolean> | undefined;
  return () => {
    question ??= answers(db).finally(() => {
      question = undefined;
    });
    return withTimeout(question);
  };
}

async function answers(db: Queryable): Promise<boolean> {
  try {
    await ping(db);
    return true;
  } catch {
    return false;
  }
}

async function withTimeout(answer: Promise<boolean>): Promise<boolean> {
  const { promise: tooLate, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, TIMEOUT_MS, false);
  const inTime = await Promise.race([answer, tooLate]);
  clearTimeout(timer);
  return inTime;
}
