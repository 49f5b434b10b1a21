import assert from "node:assert/strict";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import express from "express";
import pino from "pino";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenWorld } from "../../../test/support/given.ts";
import { problemHandler } from "./problem-handler.ts";
import { send } from "./send.ts";

let api: TestApi;
before(async () => {
  api = await startApi({ corsOrigins: ["https://board.example.com"] });
});
after(() => api.close());

/** Some of the headers that helmet and cors set on every response, and the request's ID. */
const everywhere = [
  "content-security-policy",
  "strict-transport-security",
  "vary",
  "x-content-type-options",
  "x-frame-options",
  "x-request-id",
];

describe("the headers of every response", () => {
  it("are the same for operations, refusals, streams, pages, files and probes", async () => {
    const { admin, workspacePath: path } = await givenWorld(api);
    const preflight = { method: "OPTIONS", "access-control-request-method": "GET" };
    const answers: [string, Asked][] = [
      [path, {}],
      [path, { method: "DELETE" }],
      [`${path}/members`, { method: "HEAD" }],
      [`${path}/members`, { "if-none-match": "*" }],
      [`${path}/members`, { origin: "https://board.example.com" }],
      [`${path}/members`, { origin: "https://board.example.com", ...preflight }],
      [`${path}/members?limit=0`, {}],
      [`${path}/events`, { accept: "text/event-stream" }],
      ["/v1/nothing", {}],
      ["/", {}],
      ["/docs", {}],
      ["/docs/assets/swagger-ui.css", {}],
      ["/openapi.json", {}],
      ["/healthz", {}],
    ];
    for (const [address, asked] of answers) {
      const { headers, statusCode } = await ask(address, admin, asked);

      const missing = everywhere.filter((name) => headers[name] === undefined);
      assert.deepEqual(missing, [], `${address} ${statusCode}`);
    }
  });
});

it("a response whose headers cannot be sent becomes a problem without them", async () => {
  const log = pino({ level: "silent" });
  const app = express()
    .get("/", (_req, res) => {
      const headers = { Location: "/\n", ETag: '"1"' };
      send(res as never, { status: 201, headers, type: "application/json", body: "{}" });
    })
    .use(problemHandler({ publicUrl: "http://slacky.example.com", log }));
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");

  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);

  assert.equal(response.status, 500);
  assert.equal(response.headers.get("content-type"), "application/problem+json; charset=utf-8");
  assert.equal(response.headers.get("location"), null);
  assert.equal(response.headers.get("etag"), null);
  server.close();
  server.closeAllConnections();
});

describe("a response without a body", () => {
  it("has the same headers for HEAD as for GET", async () => {
    const { admin, workspacePath: path } = await givenWorld(api);

    const [head, whole] = await Promise.all(
      ["HEAD", "GET"].map((method) => api.request(admin, method, path)),
    );

    for (const name of ["content-type", "content-length", "cache-control"]) {
      assert.equal(head?.headers.get(name), whole?.headers.get(name), name);
    }
    assert.equal(whole?.headers.get("content-type"), "application/json; charset=utf-8");
  });

  it("is 304 for `If-None-Match: *`, even if the resource has no ETag", async () => {
    const { admin, workspacePath: path } = await givenWorld(api);

    const res = await ask(`${path}/members`, admin, { "if-none-match": "*" });

    assert.equal(res.statusCode, 304);
    assert.equal(res.headers["content-type"], undefined);
  });
});

/** The headers of the request, and its method if it is not GET. */
type Asked = Record<string, string>;

/** Not with `fetch`, which adds `Cache-Control: no-cache` to `If-None-Match`. */
async function ask(address: string, { token }: { token: string }, asked: Asked) {
  const { method = "GET", ...headers } = { authorization: `Bearer ${token}`, ...asked };
  const [res] = await once(get(api.url + address, { method, headers }), "response");
  res.destroy();
  return res as IncomingMessage;
}
