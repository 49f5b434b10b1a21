import { Problem } from "../../problems.ts";
import type { Middleware } from "../locals.ts";
import { addressKey } from "./address-key.ts";

/**
 * The maximum number of passwords of one address that are hashed at the same time. All requests
 * share one queue of a hundred places.
 */
const HASHING_MAX = 10;

/**
 * Counts a request until its work has ended, because its password is hashed even if the client
 * disconnects.
 */
export function limitHashing(): (middleware: Middleware) => Middleware {
  const inProgress = new Map<string, number>();
  return (middleware) => async (req, res, next) => {
    const address = addressKey(res.locals);
    const others = inProgress.get(address) ?? 0;
    if (others >= HASHING_MAX) {
      const detail = "Your network has too many sign-ins in progress. Try again in 1 s.";
      throw new Problem("rate_limited", detail, { retry_after: 1 });
    }
    inProgress.set(address, others + 1);
    try {
      await middleware(req, res, next);
    } finally {
      const left = (inProgress.get(address) ?? 1) - 1;
      if (left > 0) inProgress.set(address, left);
      else inProgress.delete(address);
    }
  };
}
