import { isProblem, NoResponse, SlackyProblem } from "../../../client/index.ts";
import type { Attempt } from "./entry.ts";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/** What an error of an attempt means: the server refuses, or it is worth another attempt. */
export function failedAttempt(error: unknown, attempts: number): Attempt {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts, 10));
  if (error instanceof SlackyProblem) {
    const isPassing =
      isProblem(error, "rate_limited", "unavailable", "request_timeout", "request_in_progress") ||
      isProblem(error, "commit_unknown") ||
      // The sign-in has expired, and the write waits until the person has signed in again.
      error.status === 401;
    if (!isPassing) return { kind: "refused", problem: error };
    const mayHaveArrived = isProblem(error, "commit_unknown", "request_in_progress");
    const afterMs = Math.max(error.retryAfterMs ?? 0, wait);
    return { kind: "later", afterMs, mayHaveArrived, isOffline: false };
  }
  // Another program, such as a proxy, responded, or nothing did.
  const mayHaveArrived = error instanceof NoResponse ? error.mayHaveTakenEffect : true;
  const status = error instanceof NoResponse ? error.status : undefined;
  if (status !== undefined && status < 500 && status !== 429) {
    return { kind: "refused", problem: error };
  }
  const asked = error instanceof NoResponse ? (error.retryAfterMs ?? 0) : 0;
  const afterMs = Math.max(asked, wait);
  return { kind: "later", afterMs, mayHaveArrived, isOffline: status === undefined };
}
