import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { noRateLimits, startApi, type TestApi } from "../../test/support/api.ts";

let api: TestApi;
before(async () => {
  const once = { limit: 1, windowSeconds: 60 };
  api = await startApi({
    rateLimits: { ...noRateLimits, caller: once, anonymous: once, auth: once },
  });
});
after(() => api.close());

/** Takes every connection of the pool, and returns a function that releases them. */
async function givenNoConnectionIsFree(): Promise<() => void> {
  const { pool } = api.instance.reads;
  const busy = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()));
  return () => {
    for (const client of busy) client.release();
  };
}

describe("GET /healthz", () => {
  it("responds without the database, and without a rate limit", async () => {
    const release = await givenNoConnectionIsFree();
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => api.get(undefined, "/healthz")),
    );
    release();

    for (const { status, body, headers } of replies) {
      assert.deepEqual([status, body], [200, { status: "alive" }]);
      assert.equal(headers.get("cache-control"), "no-store");
    }
  });

  it("does not reveal which software runs here", async () => {
    const { headers, body } = await api.get(undefined, "/healthz");

    const received = JSON.stringify([...headers, body]);
    assert.doesNotMatch(received, /express|node|postgres|slacky\/|\d+\.\d+\.\d+/i);
  });

  it("supports GET and HEAD only", async () => {
    const { status, headers } = await api.post(undefined, "/healthz");

    assert.equal(status, 405);
    assert.equal(headers.get("allow"), "GET, HEAD");
  });
});

describe("GET /readyz", () => {
  it("responds 200 while the database responds, and without a rate limit", async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => api.get(undefined, "/readyz")),
    );

    for (const { status, body } of replies)
      assert.deepEqual([status, body], [200, { status: "ready" }]);
  });

  it("stays 200 for a moment without the database, and uses one connection for all requests", async () => {
    const release = await givenNoConnectionIsFree();
    const asked = Array.from({ length: 20 }, () => api.get(undefined, "/readyz"));
    const replies = await Promise.all(asked);
    const { waitingCount } = api.instance.reads.pool;
    release();

    for (const { status } of replies) assert.equal(status, 200);
    assert.equal(waitingCount, 1);
  });

  it("responds 503 while the database has not responded yet", async () => {
    const early = await startApi({ databaseUrl: "postgres://slacky@127.0.0.1:1/slacky" });
    const { status, body, headers } = await early.get(undefined, "/readyz");

    assert.deepEqual([status, body.code, headers.get("retry-after")], [503, "unavailable", "1"]);
    await early.close().catch(() => {});
  });

  it("responds 503 when the server is stopping", async () => {
    const stopping = await startApi();
    stopping.instance.stop();
    const { status, body } = await stopping.get(undefined, "/readyz");
    const health = await stopping.get(undefined, "/healthz");
    await stopping.close();

    assert.deepEqual([status, body.code], [503, "unavailable"]);
    assert.equal(health.status, 200);
  });
});
