import { Problem } from "../../problems.ts";
import type { Middleware } from "../locals.ts";
import { addressKey } from "./address-key.ts";

/** How many passwords one address may have hashed at a time; all wait in one queue, of a hundred places. */
const HASHING_MAX = 10;

/** Counts what is under way by its end, not by its answer: who hangs up leaves the work behind. */
export function limitHashing(): (middleware: Middleware) => Middleware {
  const underWay = new Map<string, number>();
  return (middleware) => async (req, res, next) => {
    const address = addressKey(res.locals);
    const others = underWay.get(address) ?? 0;
    if (others >= HASHING_MAX) {
      const detail = "Your address has too many sign-ins under way: try again in 1 s.";
      throw new Problem("rate_limited", detail, { retry_after: 1 });
    }
    underWay.set(address, others + 1);
    try {
      await middleware(req, res, next);
    } finally {
      const left = (underWay.get(address) ?? 1) - 1;
      if (left > 0) underWay.set(address, left);
      else underWay.delete(address);
    }
  };
}
