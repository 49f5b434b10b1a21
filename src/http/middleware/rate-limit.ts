import { isKnownNetwork } from "../../auth/queries.ts";
import type { Config, RateLimit } from "../../config.ts";
import type { Queryable } from "../../db/pool.ts";
import type { SharedCounters } from "../../rate-limits/shared-counters.ts";
import { emailKeyOf } from "../../text/email-address.ts";
import type { Middleware } from "../locals.ts";
import { addressKey } from "./address-key.ts";
import { limitHashing } from "./limit-hashing.ts";
import { createLimiter, type LimiterOptions } from "./limiter.ts";

/** The budgets of the server, each counted under its own name. */
export interface RateLimits {
  /** By user: requests with a valid token. */
  caller: Middleware;
  /** By address: requests without a valid token. */
  anonymous: Middleware;
  /** By address: attempts to sign in, to register or to confirm a password, for any account. */
  sender: Middleware;
  /** By address and account: the same. */
  signIn: Middleware;
  /** By account: the same from networks that are new to it. */
  perAccount: Middleware;
  /** By address, concurrently: no single client may fill the queue of passwords. */
  hashing(middleware: Middleware): Middleware;
}

export function createRateLimits(
  { rateLimits }: Pick<Config, "rateLimits">,
  db: Queryable,
  counters: SharedCounters,
): RateLimits {
  const limiter = (
    rate: RateLimit | undefined,
    { name, failsClosed = false, ...options }: Rule,
  ) => {
    if (!rate) return unlimited;
    const budget = { name, limit: rate.limit, windowMs: rate.windowSeconds * 1000, failsClosed };
    return createLimiter(counters, budget, options);
  };
  return {
    caller: limiter(rateLimits.caller, {
      name: "caller",
      key: ({ locals }) => locals.budget_key ?? "",
    }),
    anonymous: limiter(rateLimits.anonymous, {
      name: "anonymous",
      key: ({ locals }) => addressKey(locals),
    }),
    sender: limiter(rateLimits.sender, {
      name: "sender",
      key: ({ locals }) => addressKey(locals),
      failsClosed: true,
      isGivenBack: true,
    }),
    signIn: limiter(rateLimits.auth, {
      name: "sign-in",
      key: ({ locals }) =>
        `${addressKey(locals)} ${accountOf(locals.body) ?? locals.principal?.user_id}`,
      failsClosed: true,
      isGivenBack: true,
    }),
    perAccount: limiter(rateLimits.account, {
      name: "account",
      key: ({ locals }) => accountOf(locals.body) ?? locals.principal?.user_id ?? "",
      failsClosed: true,
      isGivenBack: true,
      // Nobody else may learn how often an account is attacked.
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
 * Chooses the budget of a request by its token: an address whose budget is spent must not affect
 * users with a valid token, nor keep anybody at that address from signing in, which has a budget of
 * its own.
 */
export function limitRequests({ caller, anonymous }: RateLimits, isSignIn: boolean): Middleware {
  if (isSignIn) return unlimited;
  return (req, res, next) => (res.locals.budget_key ? caller : anonymous)(req, res, next);
}

interface Rule extends LimiterOptions {
  name: string;
  /**
   * Whether requests are refused while the database cannot be asked what other processes have
   * counted.
   */
  failsClosed?: boolean;
}

const unlimited: Middleware = (_req, _res, next) => next();

/**
 * The address of the account that a body names. Beside a current password, the address is a new one,
 * and the account is that of the token: no list of new addresses gives more tries.
 */
function emailOf(body: unknown): string | undefined {
  const named = body as { email?: string; current_password?: string } | undefined;
  return named?.current_password === undefined ? named?.email : undefined;
}

/** The same for every spelling of an address. */
function accountOf(body: unknown): string | undefined {
  const email = emailOf(body);
  return email && emailKeyOf(email);
}
