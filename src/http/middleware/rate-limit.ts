import type { Request, RequestHandler } from "express";
import { rateLimit } from "express-rate-limit";
import { isKnownNetwork } from "../../auth/queries.ts";
import type { Config, RateLimit } from "../../config.ts";
import type { Queryable } from "../../db/pool.ts";
import type { Budget, SharedCounters } from "../../rate-limits/shared-counters.ts";
import type { ApiResponse, Middleware } from "../locals.ts";
import { addressKey } from "./address-key.ts";
import { limitHashing } from "./limit-hashing.ts";
import { budgetSpent, limitPrincipals } from "./limit-principals.ts";

/** The budgets of the server, each counted under a name of its own. */
export interface RateLimits {
  /** By user: what somebody with a valid token has. */
  caller: Middleware;
  /** By address: what requests without a valid token have together. */
  anonymous: Middleware;
  /** By address and account: tries to sign in, or to show a password again. */
  signIn: Middleware;
  /** By account: tries to sign in from wherever it has not been signed in from yet. */
  perAccount: Middleware;
  /** By address, and at one time: the queue of passwords must not be filled by a single sender. */
  hashing(step: Middleware): Middleware;
}

export function createRateLimits(
  { rateLimits }: Pick<Config, "rateLimits">,
  db: Queryable,
  counters: SharedCounters,
): RateLimits {
  const limiter = createLimiter(counters);
  return {
    caller: rateLimits.caller
      ? limitPrincipals(budgetOf(rateLimits.caller, { name: "caller" }), counters)
      : unlimited,
    anonymous: limiter(rateLimits.anonymous, {
      name: "anonymous",
      key: ({ locals }) => addressKey(locals),
    }),
    signIn: limiter(rateLimits.auth, {
      name: "sign-in",
      key: ({ locals }) =>
        `${addressKey(locals)} ${emailOf(locals.body) ?? locals.principal?.user_id}`,
      failsClosed: true,
    }),
    perAccount: limiter(rateLimits.account, {
      name: "account",
      key: ({ locals }) => emailOf(locals.body) ?? locals.principal?.user_id ?? "",
      failsClosed: true,
      // What others try against an account is nobody's business.
      isSilent: true,
      isExempt: async ({ locals }) => {
        const email = emailOf(locals.body);
        return !email || (await isKnownNetwork(db, { email, network: addressKey(locals) }));
      },
    }),
    hashing: limitHashing(),
  };
}

/**
 * An exhausted address must not cost anybody who shows a valid token, so the token decides the budget.
 * Nor may it keep the neighbours behind the same address from signing in: that has a budget of its own.
 */
export function limitRequests({ caller, anonymous }: RateLimits, isSignIn: boolean): Middleware {
  if (isSignIn) return unlimited;
  return (req, res, next) => (res.locals.budget_key ? caller : anonymous)(req, res, next);
}

interface Rule {
  name: string;
  key: (res: ApiResponse) => string;
  /** Whether it refuses where the database cannot be asked, rather than go by this process alone. */
  failsClosed?: boolean;
  /** Whether answers say nothing of it until it is spent. */
  isSilent?: boolean;
  /** Who may go on where it is spent; asked only then. */
  isExempt?: (res: ApiResponse) => Promise<boolean>;
}

function createLimiter(counters: SharedCounters) {
  return (rate: RateLimit | undefined, rule: Rule): Middleware => {
    if (!rate) return unlimited;
    const { name, key, failsClosed = false, isSilent = false, isExempt } = rule;
    const budget = budgetOf(rate, { name, failsClosed });
    return rateLimit({
      limit: budget.limit,
      windowMs: budget.windowMs,
      identifier: name,
      standardHeaders: isSilent ? false : "draft-8",
      legacyHeaders: false,
      passOnStoreError: !failsClosed,
      keyGenerator: (_req, res) => key(res as ApiResponse),
      store: storeOf(counters, budget),
      handler: async (req, res, next) => {
        if (await isExempt?.(res as ApiResponse)) return next();
        next(budgetSpent((req as Limited).rateLimit.resetTime.getTime()));
      },
    }) as RequestHandler as Middleware;
  };
}

const unlimited: Middleware = (_req, _res, next) => next();

function budgetOf(
  { limit, windowSeconds }: RateLimit,
  { name, failsClosed = false }: { name: string; failsClosed?: boolean },
): Budget {
  return { name, limit, windowMs: windowSeconds * 1000, failsClosed };
}

/** What the library asks of a store; it only ever counts up here. */
function storeOf(counters: SharedCounters, budget: Budget) {
  return {
    async increment(key: string) {
      const { hits, ends_at } = await counters.hit(budget, key);
      return { totalHits: hits, resetTime: new Date(ends_at) };
    },
    decrement() {},
    resetKey() {},
  };
}

type Limited = Request & { rateLimit: { resetTime: Date } };

function emailOf(body: unknown): string | undefined {
  return (body as { email?: string } | undefined)?.email?.toLowerCase();
}
