import assert from "node:assert/strict";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { describe, it } from "node:test";
import express, { type RequestHandler } from "express";
import { rateLimit } from "express-rate-limit";
import { Problem } from "../../problems.ts";
import type { SharedCounters } from "../../rate-limits/shared-counters.ts";
import type { Middleware } from "../locals.ts";
import { limitPrincipals } from "./limit-principals.ts";

const budget = { name: "caller", limit: 600, windowMs: 60_000, failsClosed: false };
const budget_key = "01930000-0000-7000-8000-000000000001";

describe("a caller's budget", () => {
  for (const hits of [1, 599, 600, 601]) {
    it(`after ${hits} of 600 says and does what express-rate-limit would`, async () => {
      const ends_at = Date.now() + 41_500;
      const theirs = await run(asTheLibraryDoes(hits, ends_at));

      for (const counted of [{ hits, ends_at }, Promise.resolve({ hits, ends_at })]) {
        const own = await run(
          limitPrincipals(budget, { hit: () => counted, close: async () => {} }),
        );

        assert.deepEqual(own.headers, theirs.headers);
        assert.equal(own.refusal instanceof Problem, theirs.refusal !== undefined);
      }
    });
  }

  it("is refused with the seconds that are left, where it is spent", async () => {
    const counted = { hits: 601, ends_at: Date.now() + 41_500 };

    const { refusal } = await run(
      limitPrincipals(budget, { hit: () => counted, close: async () => {} }),
    );

    assert.ok(refusal instanceof Problem);
    assert.equal(refusal.code, "rate_limited");
    assert.equal(refusal.members.retry_after, 42);
  });

  it("goes on at once while the counters need not ask the other processes", () => {
    let isOn = false;
    const counters: SharedCounters = {
      hit: () => ({ hits: 1, ends_at: Date.now() + 1_000 }),
      close: async () => {},
    };

    const { req, res } = exchange();
    void limitPrincipals(budget, counters)(req, res, () => {
      isOn = true;
    });

    assert.ok(isOn);
  });
});

function asTheLibraryDoes(hits: number, ends_at: number): Middleware {
  return rateLimit({
    limit: budget.limit,
    windowMs: budget.windowMs,
    identifier: budget.name,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    keyGenerator: () => budget_key,
    store: {
      increment: async () => ({ totalHits: hits, resetTime: new Date(ends_at) }),
      decrement() {},
      resetKey() {},
    },
    handler: (_req, _res, next) => next(new Error("refused")),
  }) as RequestHandler as Middleware;
}

async function run(step: Middleware): Promise<{ headers: object; refusal: unknown }> {
  const { req, res } = exchange();
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const passed = async () => await step(req, res, resolve);
  passed().catch(resolve);
  const refusal = await promise;
  // That one is the problem's, which sends it with its body.
  const { "retry-after": _, ...headers } = res.getHeaders();
  return { headers, refusal };
}

function exchange(): { req: Parameters<Middleware>[0]; res: Parameters<Middleware>[1] } {
  const app = express();
  const req = Object.setPrototypeOf(new IncomingMessage(new Socket()), app.request);
  const res = Object.setPrototypeOf(new ServerResponse(req), app.response);
  return { req, res: Object.assign(res, { req, locals: { budget_key } }) };
}
