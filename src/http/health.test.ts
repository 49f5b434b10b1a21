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

/** Holds every connection that the server has, and gives what lets them go. */
async function givenNoConnectionIsFree(): Promise<() => void> {
  const { pool } = api.db;
  const busy = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()));
  return () => {
    for (const client of busy) client.release();
  };
}

describe("GET /healthz", () => {
  it("answers without the database, as often as it is asked", async () => {
    const letGo = await givenNoConnectionIsFree();
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => api.get(undefined, "/healthz")),
    );
    letGo();

    for (const { status, body, headers } of replies) {
      assert.deepEqual([status, body], [200, { status: "alive" }]);
      assert.equal(headers.get("cache-control"), "no-store");
    }
  });

  it("tells nothing of what runs here", async () => {
    const { headers, body } = await api.get(undefined, "/healthz");

    const received = JSON.stringify([...headers, body]);
    assert.doesNotMatch(received, /express|node|postgres|slacky\/|\d+\.\d+\.\d+/i);
  });

  it("is there to be read only", async () => {
    const { status, headers } = await api.post(undefined, "/healthz");

    assert.equal(status, 405);
    assert.equal(headers.get("allow"), "GET, HEAD");
  });
});

describe("GET /readyz", () => {
  it("is ready while the database answers, as often as it is asked", async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => api.get(undefined, "/readyz")),
    );

    for (const { status, body } of replies)
      assert.deepEqual([status, body], [200, { status: "ready" }]);
  });

  it("is 503 after a second without the database, takes one connection however many ask, and recovers", async () => {
    const letGo = await givenNoConnectionIsFree();
    const startedAt = performance.now();
    const asked = Array.from({ length: 20 }, () => api.get(undefined, "/readyz"));
    const replies = await Promise.all(asked);
    const took = performance.now() - startedAt;
    const { waitingCount } = api.db.pool;
    letGo();
    const recovered = await api.get(undefined, "/readyz");

    for (const { status, body, headers } of replies) {
      assert.deepEqual([status, body.code, headers.get("retry-after")], [503, "unavailable", "1"]);
    }
    assert.ok(took < 3_000, `took ${took} ms`);
    assert.equal(waitingCount, 1);
    assert.equal(recovered.status, 200);
  });

  it("is 503 once the server is stopping", async () => {
    const stopping = await startApi();
    stopping.instance.stop();
    const { status, body } = await stopping.get(undefined, "/readyz");
    const health = await stopping.get(undefined, "/healthz");
    await stopping.close();

    assert.deepEqual([status, body.code], [503, "unavailable"]);
    assert.equal(health.status, 200);
  });
});
