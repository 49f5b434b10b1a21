import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { noRateLimits, startApi, type TestApi } from "../../test/support/api.ts";
import { endpoints } from "../app.ts";
import { eventTypes } from "../events/catalogue/event-types.ts";
import { problems } from "../problems.ts";

let api: TestApi;
before(async () => {
  api = await startApi({ publicUrl: "https://slacky.example.com/tickets" });
});
after(() => api.close());

const pages = [
  "/docs",
  "/docs/problems",
  "/docs/problems/not_found",
  "/docs/events",
  "/docs/retries",
];

describe("GET /openapi.json", () => {
  it("returns the contract with the public URL of this server", async () => {
    const { status, body, headers } = await api.get(undefined, "/openapi.json");

    assert.equal(status, 200);
    assert.match(headers.get("content-type") ?? "", /^application\/json/);
    assert.equal(body.openapi, "3.1.0");
    assert.deepEqual(body.servers, [{ url: "https://slacky.example.com/tickets" }]);
    const operations = Object.values<object>(body.paths).flatMap((item) => Object.keys(item));
    assert.equal(operations.length, endpoints.length);
  });

  it("answers 304 to a client that has the current version", async () => {
    const first = await api.get(undefined, "/openapi.json");
    const etag = first.headers.get("etag") ?? "";

    const again = await api.get(undefined, "/openapi.json", { "if-none-match": etag });
    const other = await api.get(undefined, "/openapi.json", { "if-none-match": '"other"' });

    assert.deepEqual([again.status, again.body], [304, ""]);
    assert.equal(other.status, 200);
  });
});

describe("the files of pages", () => {
  const files = [
    "/docs/assets/swagger-ui.css",
    "/docs/assets/docs.css",
    "/account/assets/account.js",
  ];
  for (const file of files) {
    it(`${file} is sent whole, whatever range is asked for`, async () => {
      const whole = await api.get(undefined, file);
      assert.equal(whole.status, 200);
      for (const range of ["bytes=999999999-", "bytes=0-3", "bytes=x", "lines=1-2"]) {
        const { status, body, headers } = await api.get(undefined, file, { range });
        assert.equal(status, 200, range);
        assert.ok(body === whole.body, range);
        assert.equal(headers.get("accept-ranges"), null);
      }
    });

    it(`${file} is refused with 412 if it is not the version that was asked for`, async () => {
      const current = (await api.get(undefined, file)).headers;
      const since = "Thu, 01 Jan 1970 00:00:00 GMT";
      for (const [name, value] of [
        ["if-match", '"x"'],
        ["if-unmodified-since", since],
      ] as const) {
        const { status, body } = await api.get(undefined, file, { [name]: value });
        assert.deepEqual([status, body.code], [412, "version_mismatch"], name);
      }
      const modified = current.get("last-modified") ?? "";
      const same = await api.get(undefined, file, { "if-unmodified-since": modified });
      assert.equal(same.status, 200);
    });
  }
});

describe("the documentation pages", () => {
  it("load only assets that exist on this server", async () => {
    for (const page of pages) {
      const { status, body, headers } = await api.get(undefined, page);
      const loaded = [...body.matchAll(/<(?:script|link)[^>]* (?:src|href)="([^"]+)"/g)];

      assert.equal(status, 200, page);
      assert.match(headers.get("content-type") ?? "", /^text\/html/);
      assert.ok(loaded.length > 0, page);
      for (const [, address] of loaded) {
        assert.match(address, /^\/tickets\/docs\/assets\//);
        const asset = await api.get(undefined, address.replace("/tickets", ""));
        assert.equal(asset.status, 200, address);
      }
    }
  });

  it("have a content security policy that permits only scripts of and requests to this server", async () => {
    const { headers } = await api.get(undefined, "/docs");
    const policy = headers.get("content-security-policy") ?? "";

    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self'(;|$)/);
    assert.match(policy, /connect-src 'self'(;|$)/);
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
  });

  it("upgrade insecure requests only if the public URL has HTTPS", async () => {
    const plain = await startApi({ publicUrl: "http://192.168.1.7:3000" });
    const onHttp = await plain.get(undefined, "/docs");
    await plain.close();
    const onHttps = await api.get(undefined, "/docs");

    const policyOf = ({ headers }: { headers: Headers }) => headers.get("content-security-policy");
    assert.match(policyOf(onHttps) ?? "", /upgrade-insecure-requests/);
    assert.doesNotMatch(policyOf(onHttp) ?? "", /upgrade-insecure-requests/);
  });

  it("are the target of the redirect from the root path", async () => {
    const { status, headers } = await api.get(undefined, "/");

    assert.equal(status, 302);
    assert.equal(headers.get("location"), "/tickets/docs");
  });

  it("count against the rate limit of anonymous requests", async () => {
    const limited = await startApi({
      rateLimits: { ...noRateLimits, anonymous: { limit: 2, windowSeconds: 60 } },
    });
    const statuses = [];
    for (const page of pages.slice(0, 3)) {
      statuses.push((await limited.get(undefined, page)).status);
    }
    await limited.close();

    assert.deepEqual(statuses, [200, 200, 429]);
  });
});

describe("GET /docs/problems/:code", () => {
  it("explains every problem, and links the operations that return it", async () => {
    for (const code of Object.keys(problems)) {
      const { status, body } = await api.get(undefined, `/docs/problems/${code}`);

      assert.equal(status, 200, code);
      assert.match(body, new RegExp(`<code>${code}</code>`));
    }
    const { body } = await api.get(undefined, "/docs/problems/invalid_transition");
    assert.match(body, /docs#\/Tickets\/transitionTicket/);
  });

  it("is the target of the type URL of a problem", async () => {
    const { body } = await api.get(undefined, "/v1/me");
    const address = body.type.replace("https://slacky.example.com/tickets", "");

    assert.equal((await api.get(undefined, address)).status, 200);
  });

  it("answers 404 for an unknown problem code", async () => {
    for (const code of ["no_such_code", "toString", "__proto__"]) {
      assert.equal((await api.get(undefined, `/docs/problems/${code}`)).status, 404);
    }
  });
});

describe("GET /docs/events", () => {
  it("lists every event type with the shape of its data", async () => {
    const { body } = await api.get(undefined, "/docs/events");

    for (const type of Object.keys(eventTypes)) assert.match(body, new RegExp(`>${type}<`));
    const [, joined = ""] = body.split('id="member.joined"');
    assert.match(
      joined,
      /^.*?<pre>\{\n {2}invitation_id: uuid\n {2}invited_by\?: uuid\n {2}changes: \{\n {4}role: /s,
    );
  });
});

describe("GET /docs/retries", () => {
  it("lists for every operation how to repeat it", async () => {
    const { body } = await api.get(undefined, "/docs/retries");

    for (const { method, path, spec } of endpoints) {
      const [, row = ""] = body.split(`/${spec.operation}"`);
      assert.ok(row.includes(`<code>${method} ${path}</code>`), spec.operation);
    }
    const [, created = ""] = body.split("/createTicket");
    assert.match(created, /<td>with a key<\/td>\n<td>[^<]*<code>Idempotency-Key/);
  });
});
