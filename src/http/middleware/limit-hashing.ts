import { limits } from "../../limits.ts";
import { Problem } from "../../problems.ts";
import type { Middleware } from "../locals.ts";
import { addressKey } from "./address-key.ts";

/**
 * Limits the number of requests of one address that hash passwords at the same time, and sets the
 * sender by whom the queue of passwords takes turns. Counts a request until its work has ended,
 * because its password is hashed even if the client disconnects.
 */
export function limitHashing(): (middleware: Middleware) => Middleware {
  const inProgress = new Map<string, number>();
  return (middleware) => async (req, res, next) => {
    const sender = addressKey(res.locals);
    const others = inProgress.get(sender) ?? 0;
    if (others >= limits.hashing_of_sender) {
      const detail = "Your network has too many sign-ins in progress. Try again in 1 s.";
      throw new Problem("rate_limited", detail, { retry_after: 1 });
    }
    inProgress.set(sender, others + 1);
    res.locals.origin = { ...res.locals.origin, sender };
    try {
      await middleware(req, res, next);
    } finally {
      const left = (inProgress.get(sender) ?? 1) - 1;
      if (left > 0) inProgress.set(sender, left);
      else inProgress.delete(sender);
    }
  };
}
