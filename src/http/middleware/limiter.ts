import { hash } from "node:crypto";
import { Problem } from "../../problems.ts";
import type { Budget, Hits, SharedCounters } from "../../rate-limits/shared-counters.ts";
import type { ApiResponse, Middleware } from "../locals.ts";

const PARTITIONS_MAX = 10_000;

/** How requests map to a budget, and what happens once it is spent. */
export interface LimiterOptions {
  /** Requests with the same key share the budget. */
  key: (res: ApiResponse) => string;
  /** Whether responses hide the budget; when it is spent, only the 429 shows it. */
  isSilent?: boolean;
  /** Whether the request may go on although the budget is spent; called only then. */
  isExempt?: (res: ApiResponse) => Promise<boolean>;
  /** Whether a request takes its hit back if it is refused because the server is busy. */
  isGivenBack?: boolean;
}

/**
 * Counts each request against a budget, sends the `RateLimit` headers of the IETF draft 8, and
 * refuses requests beyond the limit. The count is usually known in memory, and then the request
 * continues without a promise: `express-rate-limit` would make every request await five.
 */
export function createLimiter(
  counters: SharedCounters,
  budget: Budget,
  { key: keyOf, isSilent = false, isExempt, isGivenBack = false }: LimiterOptions,
): Middleware {
  const setHeaders = isSilent ? () => {} : createHeaders(budget);
  return (_req, res, next) => {
    const key = keyOf(res);
    if (isGivenBack) {
      res.locals.hits_to_give_back ??= [];
      res.locals.hits_to_give_back.push(() => counters.giveBack(budget, key));
    }
    const applyLimit = (counted: Hits): void | Promise<void> => {
      setHeaders(res, key, counted);
      if (counted.hits <= budget.limit) return next();
      if (!isExempt) throw budgetSpent(counted);
      return isExempt(res).then((exempt) => {
        if (!exempt) throw budgetSpent(counted);
        next();
      });
    };
    const counted = counters.hit(budget, key);
    return counted instanceof Promise ? counted.then(applyLimit) : applyLimit(counted);
  };
}

/** Takes back the hits of a request that did nothing, because the server was busy. */
export function giveBackHits({ locals }: Pick<ApiResponse, "locals">): void {
  for (const giveBack of locals.hits_to_give_back?.splice(0) ?? []) giveBack();
}

/**
 * The headers in the format of `express-rate-limit`. `pk` distinguishes the budgets of one name
 * without naming their owner.
 */
function createHeaders({ name, limit, windowMs }: Budget) {
  const policy = `"${name}"; q=${limit}; w=${Math.ceil(windowMs / 1000)}`;
  const partitions = new Map<string, string>();
  const partitionOf = (key: string): string => {
    const known = partitions.get(key);
    if (known) return known;
    if (partitions.size >= PARTITIONS_MAX) partitions.clear();
    const partition = Buffer.from(hash("sha256", key).slice(0, 12)).toString("base64");
    partitions.set(key, partition);
    return partition;
  };

  return (res: ApiResponse, key: string, { hits, ends_at }: Hits): void => {
    const left = Math.max(0, limit - hits);
    const seconds = Math.max(0, Math.ceil((ends_at - Date.now()) / 1000));
    // Appended, because a request may count against two budgets.
    res.append("RateLimit", `"${name}"; r=${left}; t=${seconds}`);
    res.append("RateLimit-Policy", `${policy}; pk=:${partitionOf(key)}:`);
  };
}

function budgetSpent({ ends_at }: Hits): Problem {
  const seconds = Math.max(1, Math.ceil((ends_at - Date.now()) / 1000));
  return new Problem("rate_limited", `Too many requests. Try again in ${seconds} s.`, {
    retry_after: seconds,
  });
}
