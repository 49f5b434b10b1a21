import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Request } from "express";
import type { Answer, Step } from "../locals.ts";
import { crossOrigin } from "../middleware/cross-origin.ts";
import { securityHeaders } from "../middleware/security-headers.ts";
import { headersSetBy } from "./static-headers.ts";

describe("the headers that every answer has", () => {
  it("are helmet's", () => {
    assert.deepEqual(leftBy(securityHeaders()), [
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
    assert.deepEqual(leftBy(crossOrigin(["https://board.example.com"])), [
      ["Vary", "Origin"],
      ["Access-Control-Expose-Headers", names.join()],
    ]);
  });

  it("are not taken from a middleware that has not decided yet", () => {
    assert.throws(() => headersSetBy((_req, _res, next) => setImmediate(next)), /takes its time/);
  });
});

/** The pairs that a step leaves for the answer to a plain GET. */
function leftBy(step: Step): string[][] {
  const headers: string[] = [];
  const [req, res] = [{ headers: {}, method: "GET" }, { locals: { headers } }];
  void step(req as Request, res as Answer, () => {});
  return headers.flatMap((name, index) =>
    index % 2 === 0 ? [[name, headers[index + 1] ?? ""]] : [],
  );
}
