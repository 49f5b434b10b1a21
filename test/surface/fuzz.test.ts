import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import type { z } from "zod";
import { endpoints } from "../../src/app.ts";
import { type Endpoint, isRead } from "../../src/contract/endpoint.ts";
import { type As, startApi, type TestApi } from "../support/api.ts";
import { inputOf, nasty, valid } from "../support/arbitraries.ts";
import { givenWorld, type World } from "../support/given.ts";
import { assertProblem, assertSecurityHeaders } from "../support/problem.ts";
import type { Reply } from "../support/reply.ts";
import { givenThings, type Known } from "./things.ts";

/**
 * FUZZ_RUNS=1000 sends more requests, FUZZ_SEED=random others, and FUZZ_SEED with a printed seed the same.
 * `npm run proof -- "random requests"` sends many.
 */
const numRuns = Number(process.env.FUZZ_RUNS ?? 15);
const { FUZZ_SEED = "19605849" } = process.env;
const seed = FUZZ_SEED === "random" ? randomInt(2 ** 31) : Number(FUZZ_SEED);

interface Attempt {
  as: number;
  path: string;
  body: unknown;
  headers: Record<string, string>;
}

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

/** A world with one of everything, which most of a test's time goes into: reads share one. */
async function givenPlace() {
  const world = await givenWorld(api);
  return { world, known: await givenThings(api, world) };
}

let placeForReads: ReturnType<typeof givenPlace> | undefined;
const forReads = () => (placeForReads ??= givenPlace());

describe(`random requests (seed ${seed})`, () => {
  const seen = new Map<number, number>();

  for (const endpoint of endpoints) {
    it(`${endpoint.method} ${endpoint.path} responds according to the contract, and never with 5xx`, async () => {
      const { world, known } = isRead(endpoint.spec) ? await forReads() : await givenPlace();
      const callers = callersOf(world);

      await fc.assert(
        fc.asyncProperty(attempts(endpoint, known), async ({ as, path, body, headers }) => {
          const options = { headers, ...(body !== undefined && { body }) };
          const reply = await api.request(callers[as], endpoint.method, path, options);

          seen.set(reply.status, (seen.get(reply.status) ?? 0) + 1);
          assert.ok(reply.status < 500, `${reply.status} ${JSON.stringify(reply.body)}`);
          if (reply.status >= 400) assertProblem(reply);
          else assertSecurityHeaders(reply);
          remember(reply, known.id ?? []);
        }),
        { seed, numRuns, endOnFailure: true },
      );
    });
  }

  it("are not all refused", () => {
    const statuses = [...seen].sort(([a], [b]) => a - b);
    const taken = statuses.filter(([status]) => status < 300).reduce((sum, [, n]) => sum + n, 0);
    assert.ok(taken > endpoints.length, JSON.stringify(statuses));
  });
});

/** Requests to an endpoint: mostly valid ones, some with invalid parts. */
function attempts(endpoint: Endpoint, known: Known): fc.Arbitrary<Attempt> {
  const { method, path, spec } = endpoint;
  const ids = pick(known.id ?? []);
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => name);
  const params = fc.tuple(...names.map((name) => param(known[name] ?? known.id ?? [])));
  return fc.record({
    as: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(5)),
    path: fc
      .tuple(params, query(spec.query, ids))
      .map(
        ([values, search]) =>
          names.reduce((to, name, n) => to.replace(`:${name}`, values[n] ?? ""), path) + search,
      ),
    body: spec.body || method === "POST" ? body(spec.body, ids) : fc.constant(undefined),
    headers: headers(),
  });
}

function param(values: string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 12, arbitrary: pick(values).map(encodeURIComponent) },
    {
      weight: 1,
      arbitrary: nasty.map((value) => encodeURIComponent(asText(value).slice(0, 2_000)) || "0"),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom("%00", "%ff", "%zz", "a%2F..%2Fb", "0", "-1", "%F0%9F%98%80"),
    },
  );
}

function query(schema: z.ZodType | undefined, ids: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const properties = schema ? inputOf(schema).properties : undefined;
  const names = Object.keys(properties ?? {});
  const one = fc.constantFrom(...names, "unknown", "__proto__").chain((name) =>
    fc.tuple(
      fc.constant(name),
      fc.oneof(
        {
          weight: 4,
          arbitrary: valid((properties?.[name] ?? {}) as ReturnType<typeof inputOf>, ids),
        },
        { weight: 1, arbitrary: nasty },
      ),
    ),
  );
  const some = fc
    .array(one, { maxLength: 3 })
    .map(
      (pairs) =>
        `?${new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, asText(value).slice(0, 2_000)]))}`,
    );
  return fc.oneof({ weight: names.length > 0 ? 1 : 6, arbitrary: fc.constant("") }, some);
}

function body(schema: z.ZodType | undefined, ids: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  const proper = schema ? valid(inputOf(schema), ids) : fc.constant({});
  const names = Object.keys((schema && inputOf(schema).properties) ?? { none: {} });
  const marred = fc
    .tuple(proper, fc.constantFrom(...names, "unknown"), nasty)
    .map(([value, name, bad]) => ({ ...(value as object), [name]: bad }));
  return fc.oneof(
    { weight: 6, arbitrary: proper },
    { weight: 5, arbitrary: marred },
    { weight: 1, arbitrary: nasty.filter((value) => typeof value !== "string") },
    {
      weight: 1,
      arbitrary: fc.string({ unit: "binary", maxLength: 99 }).map((text) => text.toWellFormed()),
    },
  );
}

function headers(): fc.Arbitrary<Record<string, string>> {
  const sometimes = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 4 });
  const printable = fc.stringMatching(/^[!-~]{0,40}$/);
  return fc
    .record({
      "if-match": sometimes(
        fc.oneof(fc.constantFrom('"1"', 'W/"1"', "*", '"99999999999"', ","), printable),
      ),
      "if-none-match": sometimes(fc.oneof(fc.constantFrom('"1"', "*"), printable)),
      "idempotency-key": sometimes(printable),
      "x-request-id": sometimes(printable),
      "user-agent": sometimes(printable),
      "x-forwarded-for": sometimes(printable),
    })
    .map((all) =>
      Object.fromEntries(
        Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ),
    );
}

function callersOf({ admin, member, viewer, outsider }: World): As[] {
  return [admin, member, viewer, outsider, undefined, { token: "forged.token.here" }];
}

/** Collects the IDs in a response, to try them in other requests. */
function remember({ body }: Reply, ids: string[]): void {
  const found = JSON.stringify(body).match(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g) ?? [];
  for (const id of found.slice(0, 5)) if (!ids.includes(id)) ids.push(id);
}

function pick(values: string[]): fc.Arbitrary<string> {
  return fc.nat().map((n) => values[n % values.length] ?? "0");
}

function asText(value: unknown): string {
  return (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).toWellFormed();
}
