import assert from "node:assert/strict";
import { once } from "node:events";
import { get, IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenWorld } from "../../../test/support/given.ts";
import { send } from "./send.ts";

let api: TestApi;
before(async () => {
  api = await startApi({ corsOrigins: ["https://board.example.com"] });
});
after(() => api.close());

/** What helmet and cors set on everything, and the id. */
const everywhere = [
  "content-security-policy",
  "strict-transport-security",
  "vary",
  "x-content-type-options",
  "x-frame-options",
  "x-request-id",
];

describe("the headers of every answer", () => {
  it("go out with it, whoever makes it and whatever it is", async () => {
    const { admin, W: path } = await givenWorld(api);
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

describe("a header that cannot be sent", () => {
  it("is not among those of the problem that comes of it", () => {
    const res = Object.assign(new ServerResponse(new IncomingMessage(new Socket())), {
      locals: { headers: ["X-Request-Id", "1"] },
    });
    const unfit = { Location: "/\n" };

    assert.throws(
      () => send(res as never, { status: 201, headers: unfit, type: "application/json", body: "" }),
      { code: "ERR_INVALID_CHAR" },
    );

    assert.deepEqual(res.locals.headers, ["X-Request-Id", "1"]);
  });
});

describe("an answer without a body", () => {
  it("says to HEAD what it would say to GET", async () => {
    const { admin, W: path } = await givenWorld(api);

    const [head, whole] = await Promise.all(
      ["HEAD", "GET"].map((method) => api.request(admin, method, path)),
    );

    for (const name of ["content-type", "content-length", "cache-control"]) {
      assert.equal(head?.headers.get(name), whole?.headers.get(name), name);
    }
    assert.equal(whole?.headers.get("content-type"), "application/json; charset=utf-8");
  });

  it("is all that a reader gets who has whatever there is, also where there is no ETag", async () => {
    const { admin, W: path } = await givenWorld(api);

    const res = await ask(`${path}/members`, admin, { "if-none-match": "*" });

    assert.equal(res.statusCode, 304);
    assert.equal(res.headers["content-type"], undefined);
  });
});

/** Headers, and a method that is not GET. */
type Asked = Record<string, string>;

/** Not by `fetch`, which says `Cache-Control: no-cache` beside `If-None-Match`. */
async function ask(address: string, { token }: { token: string }, asked: Asked) {
  const { method = "GET", ...headers } = { authorization: `Bearer ${token}`, ...asked };
  const [res] = await once(get(api.url + address, { method, headers }), "response");
  res.destroy();
  return res as IncomingMessage;
}
