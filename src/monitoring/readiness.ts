import type { Queryable } from "../db/pool.ts";
import { ping } from "./queries.ts";

const TIMEOUT_MS = 1_000;

/**
 * Asks the database for a sign of life, and waits for one second at most. Anybody may ask as often as they
 * like, so all who ask meanwhile share one question: it takes one connection however many they are.
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
