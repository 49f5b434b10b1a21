import type { Request, RequestHandler } from "express";
import { ipKeyGenerator, rateLimit } from "express-rate-limit";
import type { Config, RateLimit } from "../config.ts";
import { Problem } from "../problems.ts";
import type { Answer, Locals, Step } from "./locals.ts";

/** How many passwords one address may have hashed at a time; all wait in one queue, of a hundred places. */
const HASHING_MAX = 10;

/** The budgets of the server, each counted under a name of its own. */
export interface RateLimits {
  /** By user: what somebody with a valid token has. */
  caller: Step;
  /** By address: what requests without a valid token have together. */
  anonymous: Step;
  /** By address and account: tries to sign in, or to show a password again. */
  signIn: Step;
  /** By address, and at one time: the queue of passwords must not be filled by a single sender. */
  hashing(step: Step): Step;
}

export function createRateLimits({ rateLimits }: Pick<Config, "rateLimits">): RateLimits {
  return {
    caller: limiter(rateLimits.caller, "caller", ({ locals }) => locals.caller?.user_id ?? ""),
    anonymous: limiter(rateLimits.anonymous, "anonymous", ({ locals }) => addressKey(locals)),
    signIn: limiter(rateLimits.auth, "sign-in", ({ locals }) => {
      const { email } = locals.body as { email?: string };
      return `${addressKey(locals)} ${email?.toLowerCase() ?? locals.caller?.user_id}`;
    }),
    hashing: limitHashing(),
  };
}

/**
 * An exhausted address must not cost anybody who shows a valid token, so the token decides the budget.
 * Nor may it keep the neighbours behind the same address from signing in: that has a budget of its own.
 */
export function limitRequests({ caller, anonymous }: RateLimits, isSignIn: boolean): Step {
  if (isSignIn) return (_req, _res, next) => next();
  return (req, res, next) => (res.locals.caller ? caller : anonymous)(req, res, next);
}

function limiter(
  rate: RateLimit | undefined,
  identifier: string,
  key: (res: Answer) => string,
): Step {
  if (!rate) return (_req, _res, next) => next();
  const windowMs = rate.windowSeconds * 1000;
  return rateLimit({
    limit: rate.limit,
    windowMs,
    identifier,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    passOnStoreError: identifier !== "sign-in",
    keyGenerator: (_req, res) => key(res as Answer),
    handler: (req, _res, next) => {
      const { resetTime } = (req as Request & { rateLimit: { resetTime?: Date } }).rateLimit;
      const waitMs = (resetTime?.getTime() ?? Date.now() + windowMs) - Date.now();
      const seconds = Math.max(1, Math.ceil(waitMs / 1000));
      next(
        new Problem("rate_limited", `This budget is spent: try again in ${seconds} s.`, {
          retry_after: seconds,
        }),
      );
    },
  }) as RequestHandler as Step;
}

/** Counts what is under way by its end, not by its answer: who hangs up leaves the work behind. */
function limitHashing(): RateLimits["hashing"] {
  const underWay = new Map<string, number>();
  return (step) => async (req, res, next) => {
    const address = addressKey(res.locals);
    const others = underWay.get(address) ?? 0;
    if (others >= HASHING_MAX) {
      const detail = "Your address has too many sign-ins under way: try again in 1 s.";
      throw new Problem("rate_limited", detail, { retry_after: 1 });
    }
    underWay.set(address, others + 1);
    try {
      await step(req, res, next);
    } finally {
      const left = (underWay.get(address) ?? 1) - 1;
      if (left > 0) underWay.set(address, left);
      else underWay.delete(address);
    }
  };
}

/** One IPv6 subscriber has a /56, so that is what counts as one address. */
function addressKey({ origin }: Locals): string {
  return ipKeyGenerator(origin.address ?? "unknown", 56);
}
