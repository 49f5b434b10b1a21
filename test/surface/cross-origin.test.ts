import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../support/api.ts";
import { assertProblem } from "../support/problem.ts";

const board = "https://board.example.com";

let api: TestApi;
before(async () => {
  api = await startApi({ corsOrigins: [board, "http://localhost:5173"] });
});
after(() => api.close());

describe("a page of another origin", () => {
  it("that is on the list may read every response, including problems, and the response names it", async () => {
    for (const origin of [board, "http://localhost:5173"]) {
      const reply = await api.get(undefined, "/v1/me", { origin });

      assertProblem(reply, "unauthenticated");
      assert.equal(reply.headers.get("access-control-allow-origin"), origin);
      assert.match(reply.headers.get("vary") ?? "", /\bOrigin\b/);
      assert.equal(reply.headers.get("access-control-allow-credentials"), null);
      assert.equal(
        reply.headers.get("access-control-expose-headers"),
        "ETag,Location,Link,Retry-After,RateLimit,RateLimit-Policy,X-Request-Id,Idempotency-Replayed,Idempotency-Shortened,Slacky-Position",
      );
    }
  });

  it("that only resembles one on the list may read nothing, nor may a request without an Origin", async () => {
    for (const origin of [
      undefined,
      "null",
      "*",
      "",
      "https://board.example.com.evil.com",
      "https://evil-board.example.com",
      "https://sub.board.example.com",
      "https://board.example.com:8443",
      "http://board.example.com",
      "HTTPS://BOARD.EXAMPLE.COM",
      "https://board.example.com/",
      "https://boardxexample.com",
      `${board}, https://evil.com`,
    ]) {
      for (const method of ["GET", "OPTIONS"]) {
        const reply = await api.request(undefined, method, "/v1/me", {
          headers: {
            ...(origin !== undefined && { origin }),
            ...(method === "OPTIONS" && { "access-control-request-method": "GET" }),
          },
        });
        assert.equal(reply.headers.get("access-control-allow-origin"), null, origin);
        assert.match(reply.headers.get("vary") ?? "", /\bOrigin\b/);
      }
    }
  });

  it("gets the allowed methods and headers from a preflight request", async () => {
    const reply = await api.request(undefined, "OPTIONS", "/v1/workspaces", {
      headers: {
        origin: board,
        "access-control-request-method": "PATCH",
        "access-control-request-headers": "authorization, x-evil",
      },
    });

    assert.equal(reply.status, 204);
    const says = (name: string) => reply.headers.get(`access-control-${name}`);
    assert.equal(says("allow-origin"), board);
    assert.equal(says("allow-methods"), "GET,HEAD,POST,PATCH,PUT,DELETE");
    assert.equal(
      says("allow-headers"),
      "Authorization,Content-Type,Idempotency-Key,If-Match,If-None-Match,Last-Event-ID,Slacky-Position",
    );
    assert.equal(says("max-age"), "600");
    assert.equal(says("allow-credentials"), null);
  });
});

it("an OPTIONS request that is not a preflight is 405, or 404 at an unknown address", async () => {
  const known = await api.request(undefined, "OPTIONS", "/v1/me", { headers: { origin: board } });
  const unknown = await api.request(undefined, "OPTIONS", "/v1/nowhere");

  assertProblem(known, "method_not_allowed");
  assert.equal(known.headers.get("access-control-allow-origin"), board);
  assertProblem(unknown, "not_found");
});

it("a server without a list of origins allows no page of another origin", async () => {
  const closed = await startApi();
  try {
    const reply = await closed.get(undefined, "/v1/me", { origin: board });
    assert.equal(reply.headers.get("access-control-allow-origin"), null);
  } finally {
    await closed.close();
  }
});
