import assert from "node:assert/strict";
import { it } from "node:test";
import type { Request } from "express";
import type { ApiResponse, Middleware } from "../locals.ts";
import { limitHashing } from "./limit-hashing.ts";

it("limitHashing: hashes at most 8 passwords at a time for one address, independent of other addresses", async () => {
  const work = Promise.withResolvers<void>();
  const limited = limitHashing()(() => work.promise);
  const underWay = Array.from({ length: 8 }, () => run(limited, "192.0.2.1"));

  await assert.rejects(run(limited, "192.0.2.1"), { code: "rate_limited" });
  const neighbour = run(limited, "192.0.2.2");

  work.resolve();
  await Promise.all([...underWay, neighbour]);
  await run(limited, "192.0.2.1");
});

it("limitHashing: frees the place of a hash that failed", async () => {
  const limited = limitHashing()(() => Promise.reject(new Error("It failed.")));

  for (let n = 1; n <= 9; n += 1) {
    await assert.rejects(run(limited, "192.0.2.1"), /It failed/);
  }
});

async function run(step: Middleware, address: string): Promise<void> {
  const res = { locals: { origin: { address, user_agent: null, request_id: null } } };
  await step({} as Request, res as ApiResponse, () => {});
}
