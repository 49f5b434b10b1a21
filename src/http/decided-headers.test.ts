import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { crossOrigin } from "./cross-origin.ts";
import { headersSetBy } from "./decided-headers.ts";
import { securityHeaders } from "./security-headers.ts";

describe("the headers that every answer has", () => {
  it("are helmet's", () => {
    assert.deepEqual(headersSetBy(securityHeaders()), [
      ["Content-Security-Policy", "default-src 'none';frame-ancestors 'none'"],
      ["Cross-Origin-Opener-Policy", "same-origin"],
      ["Cross-Origin-Resource-Policy", "cross-origin"],
      ["Origin-Agent-Cluster", "?1"],
      ["Referrer-Policy", "no-referrer"],
      ["Strict-Transport-Security", "max-age=31536000"],
      ["X-Content-Type-Options", "nosniff"],
      ["X-DNS-Prefetch-Control", "off"],
      ["X-Download-Options", "noopen"],
      ["X-Frame-Options", "SAMEORIGIN"],
      ["X-Permitted-Cross-Domain-Policies", "none"],
      ["X-XSS-Protection", "0"],
    ]);
  });

  it("tell caches and pages of origins, also where none is named", () => {
    const names = [
      "ETag,Location,Link,Retry-After,RateLimit,RateLimit-Policy,X-Request-Id",
      "Idempotency-Replayed,Slacky-Position",
    ];
    assert.deepEqual(headersSetBy(crossOrigin(["https://board.example.com"])), [
      ["Vary", "Origin"],
      ["Access-Control-Expose-Headers", names.join()],
    ]);
  });

  it("are not taken from a middleware that has not decided yet", () => {
    assert.throws(() => headersSetBy((_req, _res, next) => setImmediate(next)), /takes its time/);
  });
});
