import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { endpoints } from "../../src/app.ts";
import type { Endpoint } from "../../src/contract/endpoint.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { inputOf, type Json, valid } from "../support/arbitraries.ts";
import { givenWorld, type World } from "../support/given.ts";
import { givenThings, type Known } from "./things.ts";

// Values that PostgreSQL reads in a way of its own, or cannot read, where a cast in a statement meets them: at the
// ends of its types, in its own spellings, in the syntax of its arrays, patterns, queries and JSON.

const moments = [
  ...["infinity", "now", "2026-01-01", "294277-01-01T00:00:00Z", "-4714-01-01T00:00:00Z"],
  ...["9999-12-31T23:59:59.9999999999Z", "9999-12-31T23:59:59-15:59", "9999-12-31T23:59:60Z"],
  ...["0001-01-01T00:00:00+15:59", "0001-01-01T00:00:00.0000001Z", "2026-01-01T24:00:00Z"],
];
const days = [
  ...["-infinity", "tomorrow", "9999-12-31", "0001-01-01", "5874898-01-01", "20260101", "J2451187"],
];
const numbers = [
  ...["2147483648", "999999999999999", "9223372036854775808", "1e3", "0x10", "٣", "NaN", "-0"],
];
const ids = [
  ...["{01924f5e-7b3c-7c55-9f0e-2c8f4a7d1e90}", "01924f5e7b3c7c559f0e2c8f4a7d1e90"],
  ...["FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "urn:uuid:01924f5e-7b3c-7c55-9f0e-2c8f4a7d1e90"],
];
const texts = [
  ...[
    "{}",
    '{"a"',
    "\\",
    "\\u0000",
    "''",
    "%",
    "a:*A <-> b",
    "& |",
    "((",
    "[[",
    "NULL",
    "#4294967296",
  ],
  ...["ENG-2147483648", "fe80::1%eth0", "1 year", "a\u2028b", "á".repeat(99), "x".repeat(3_000)],
];
const cursors = ["AAAA", "WyJ4Il0", "x".repeat(1_999), Buffer.alloc(64).toString("base64url")];
/** What a body can have and a query cannot. */
const objects = [
  ...[2 ** 31, -(2 ** 53 - 1), 1e308, null, [], {}, [null], ["{}", "\\"], { "": "\\u0000" }],
  ...[{ ["x".repeat(3_000)]: { a: 1e308 } }],
];

let api: TestApi;
let world: World;
let known: Known;
before(async () => {
  api = await startApi();
  world = await givenWorld(api);
  known = await givenThings(api, world);
});
after(() => api.close());

describe("a value that PostgreSQL cannot read, or reads in a way of its own, is never 5xx", () => {
  for (const endpoint of endpoints) {
    const { method, path, spec } = endpoint;
    const query = Object.entries((spec.query && inputOf(spec.query).properties) ?? {});
    const body = Object.entries((spec.body && inputOf(spec.body).properties) ?? {});
    const names = [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => name);
    if (query.length + body.length + names.length === 0) continue;

    it(`${method} ${path}`, async () => {
      for (const [name, schema] of query) {
        for (const value of valuesOf(name, schema as Json)) {
          const search = new URLSearchParams({ [name]: value });
          await send(endpoint, `${pathOf(endpoint)}?${search}`);
        }
      }
      const proper = spec.body && properBody(inputOf(spec.body));
      for (const [name, schema] of body) {
        for (const value of [...valuesOf(name, schema as Json), ...objects]) {
          await send(endpoint, pathOf(endpoint), { ...proper, [name]: value });
        }
      }
      for (const name of names) {
        for (const value of /id$/.test(name) ? ids : texts) {
          await send(endpoint, pathOf(endpoint, { [name]: value }), proper);
        }
      }
    });
  }
});

async function send(endpoint: Endpoint, path: string, body?: object): Promise<void> {
  const { method } = endpoint;
  const reply = await api.request(world.admin, method, path, body === undefined ? {} : { body });
  const sent = `${method} ${path} ${JSON.stringify(body)?.slice(0, 300)}`;
  assert.ok(reply.status < 500, `${sent}: ${reply.status} ${JSON.stringify(reply.body)}`);
}

function valuesOf(name: string, schema: Json): string[] {
  if (name === "cursor") return cursors;
  const kinds = JSON.stringify(schema);
  return [
    ...(kinds.includes('"date-time"') ? moments : []),
    ...(kinds.includes('"date"') ? days : []),
    ...(kinds.includes('"uuid"') ? ids : []),
    ...(kinds.includes('"integer"') ? numbers : []),
    ...(/"format"|"integer"|"enum"/.test(kinds) ? [] : texts),
  ];
}

/** A body that the endpoint accepts, as far as its schema says. */
function properBody(schema: Json): object {
  const required = { ...schema, properties: pickRequired(schema) } as Json;
  const someId = fc.constantFrom(...(known.id ?? []));
  return fc.sample(valid(required, someId, schema), { numRuns: 1, seed: 1 })[0] as object;
}

function pickRequired({ properties = {}, required = [] }: Json) {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => required.includes(name)));
}

function pathOf({ path }: Endpoint, given: Record<string, string> = {}): string {
  return path.replace(/:(\w+)/g, (_, name) =>
    encodeURIComponent(given[name] ?? (known[name] ?? known.id)?.[0] ?? ""),
  );
}
