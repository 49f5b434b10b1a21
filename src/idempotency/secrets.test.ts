import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { after, before, it } from "node:test";
import express, { type RequestHandler } from "express";
import { z } from "zod";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenPerson } from "../../test/support/given.ts";
import { endpoint } from "../contract/endpoint.ts";
import { sql } from "../db/sql.ts";
import { requestId } from "../http/middleware/request-id.ts";
import { createRouter } from "../http/routing.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const token = `sl_${"s".repeat(40)}`;
const making = endpoint("POST", "/v1/secrets", {
  operation: "makeSecret",
  summary: "Make a secret",
  permission: "signed_in",
  response: z.object({ name: z.string(), token: z.string().nullable() }),
  status: 201,
  secret: true,
  shownOnce: ["token"],
  write: async () => ({ name: "deploy", token }),
});

it("a secret is in the first response only: a replay has null instead, and the stored response too", async () => {
  const app = express().use(requestId(() => false) as RequestHandler);
  app.use(createRouter(api.instance, [making]));
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/secrets`;
  const person = await givenPerson(api);
  const headers = {
    authorization: `Bearer ${person.token}`,
    "idempotency-key": randomUUID(),
  };

  const [first, again] = [
    await fetch(url, { method: "POST", headers }),
    await fetch(url, { method: "POST", headers }),
  ];
  const bodies = [await first.json(), await again.json()];
  server.close();

  assert.deepEqual([first.status, again.status], [201, 201]);
  assert.deepEqual(bodies, [
    { name: "deploy", token },
    { name: "deploy", token: null },
  ]);
  assert.equal(again.headers.get("idempotency-replayed"), "true");
  assert.equal(again.headers.get("cache-control"), "no-store");
  const rows = await api.db.query(sql<{ body: string }>`select k.body from idempotency_keys k`);
  assert.deepEqual(rows, [{ body: '{"name":"deploy","token":null}' }]);
});
