import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { after, before, describe, it, mock } from "node:test";
import express, { type RequestHandler } from "express";
import { rateLimit } from "express-rate-limit";
import { pino } from "pino";
import type { Hits, SharedCounters } from "../../rate-limits/shared-counters.ts";
import type { Middleware } from "../locals.ts";
import { problemHandler } from "../responses/problem-handler.ts";
import { createLimiter } from "./limiter.ts";

const budget = { name: "caller", limit: 600, windowMs: 60_000, failsClosed: false };
const key = () => "01930000-0000-7000-8000-000000000001";

// The headers have seconds, and a machine may be slow.
before(() => mock.timers.enable({ apis: ["Date"], now: Date.now() }));
after(() => mock.timers.reset());

describe("a limiter", () => {
  for (const hits of [1, 599, 600, 601]) {
    it(`after ${hits} of 600 hits responds with the headers of express-rate-limit`, async () => {
      const counted = { hits, ends_at: Date.now() + 41_500 };
      const theirs = await responseThrough(libraryLimiter(counted));

      for (const counters of [countersAt(counted), countersAt(Promise.resolve(counted))]) {
        const ours = await responseThrough(createLimiter(counters, budget, { key }));

        assert.equal(ours.status, theirs.status);
        for (const name of ["ratelimit", "ratelimit-policy"]) {
          assert.equal(ours.headers.get(name), theirs.headers.get(name));
        }
      }
    });
  }

  it("refuses with the remaining seconds of the window in Retry-After", async () => {
    const counters = countersAt({ hits: 601, ends_at: Date.now() + 41_500 });

    const response = await responseThrough(createLimiter(counters, budget, { key }));

    assert.equal(response.status, 429);
    assert.equal(response.headers.get("retry-after"), "42");
  });

  it("checks for an exemption only when the budget is spent", async () => {
    let asked = 0;
    const isExempt = async () => {
      asked += 1;
      return asked === 1;
    };
    const respond = (hits: number) => {
      const counters = countersAt({ hits, ends_at: Date.now() + 1_000 });
      return responseThrough(createLimiter(counters, budget, { key, isExempt }));
    };

    assert.equal((await respond(600)).status, 200);
    assert.equal(asked, 0);
    assert.equal((await respond(601)).status, 200);
    assert.equal((await respond(602)).status, 429);
    assert.equal(asked, 2);
  });

  it("names both budgets in the headers of a request that spends two", async () => {
    const counters = countersAt({ hits: 1, ends_at: Date.now() + 1_000 });
    const both = [budget, { ...budget, name: "sign-in", limit: 10 }].map((one) =>
      createLimiter(counters, one, { key }),
    );

    const { headers } = await responseThrough(...both);

    assert.match(headers.get("ratelimit") ?? "", /^"caller"; r=599; t=1, "sign-in"; r=9; t=1$/);
  });

  it("calls the next middleware synchronously while the count is known in memory", async () => {
    let wasContinued = false;
    const limiter = createLimiter(countersAt({ hits: 1, ends_at: Date.now() + 1_000 }), budget, {
      key,
    });

    await responseThrough((req, res, next) => {
      let isContinued = false;
      void limiter(req, res, () => {
        isContinued = true;
      });
      wasContinued = isContinued;
      next();
    });

    assert.ok(wasContinued);
  });
});

function countersAt(counted: Hits | Promise<Hits>): SharedCounters {
  return { hit: () => counted, giveBack() {}, close: async () => {} };
}

function libraryLimiter({ hits, ends_at }: Hits): Middleware {
  return rateLimit({
    limit: budget.limit,
    windowMs: budget.windowMs,
    identifier: budget.name,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    keyGenerator: key,
    store: {
      increment: async () => ({ totalHits: hits, resetTime: new Date(ends_at) }),
      decrement() {},
      resetKey() {},
    },
  }) as RequestHandler as Middleware;
}

async function responseThrough(...middlewares: Middleware[]): Promise<Response> {
  const log = pino({ level: "silent" });
  const app = express().use(...(middlewares as unknown as RequestHandler[]));
  app.get("/", (_req, res) => void res.end());
  app.use(problemHandler({ publicUrl: "http://slacky.example.com", log }));
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    return await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
