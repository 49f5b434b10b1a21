import { hash } from "node:crypto";
import { Problem } from "../../problems.ts";
import type { Budget, Hits, SharedCounters } from "../../rate-limits/shared-counters.ts";
import type { ApiResponse, Middleware } from "../locals.ts";

const PARTITIONS_MAX = 10_000;

/**
 * Counts a request of a known caller, and says what is left of the budget as `express-rate-limit` does for
 * the others. Every request with a token passes here, and that library's promises cost it more than the count.
 */
export function limitPrincipals(budget: Budget, counters: SharedCounters): Middleware {
  const policy = `"${budget.name}"; q=${budget.limit}; w=${Math.ceil(budget.windowMs / 1000)}`;
  const partitions = new Map<string, string>();
  const partitionOf = (key: string): string => {
    const known = partitions.get(key);
    if (known) return known;
    if (partitions.size >= PARTITIONS_MAX) partitions.clear();
    const made = toPartition(key);
    partitions.set(key, made);
    return made;
  };
  const applyLimit = (key: string, res: ApiResponse, { hits, ends_at }: Hits): void => {
    const left = Math.max(0, budget.limit - hits);
    const seconds = Math.max(0, Math.ceil((ends_at - Date.now()) / 1000));
    res.set({
      RateLimit: `"${budget.name}"; r=${left}; t=${seconds}`,
      "RateLimit-Policy": `${policy}; pk=:${partitionOf(key)}:`,
    });
    if (hits > budget.limit) throw budgetSpent(ends_at);
  };
  return (_req, res, next) => {
    const key = res.locals.budget_key ?? "";
    const counted = counters.hit(budget, key);
    if (!(counted instanceof Promise)) {
      applyLimit(key, res, counted);
      return next();
    }
    return counted.then((hits) => {
      applyLimit(key, res, hits);
      next();
    });
  };
}

/** `endsAt` is a moment of `Date.now()`. */
export function budgetSpent(endsAt: number): Problem {
  const seconds = Math.max(1, Math.ceil((endsAt - Date.now()) / 1000));
  return new Problem("rate_limited", `This budget is spent: try again in ${seconds} s.`, {
    retry_after: seconds,
  });
}

/** The library's way to tell budgets of one name apart without naming whose they are. */
function toPartition(key: string): string {
  return Buffer.from(hash("sha256", key).slice(0, 12)).toString("base64");
}
