import cors from "cors";
import type { Request } from "express";
import type { Step } from "../locals.ts";
import { putHeaders } from "../responses/send.ts";
import { headersSetBy } from "../responses/static-headers.ts";

/**
 * Lets pages of these origins read answers, and nobody else's; never with cookies, of which there are none.
 * An OPTIONS that is no preflight goes on, as any other method that an address may not have.
 */
export function crossOrigin(origins: string[]): Step {
  const common = options(origins);
  const judge = cors<Request>((req, answerWith) => {
    const isPreflight = req.get("access-control-request-method") !== undefined;
    answerWith(null, { ...common, preflightContinue: !isPreflight });
  });
  // Who names no origin is no page, and gets the same headers each time.
  const toOthers = headersSetBy(cors(common));
  return (req, res, next) => {
    if (req.headers.origin !== undefined || req.method === "OPTIONS") {
      putHeaders(res);
      return judge(req, res, next);
    }
    res.locals.headers.push(...toOthers);
    next();
  };
}

function options(origin: string[]): cors.CorsOptions {
  return {
    origin,
    methods: ["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE"],
    allowedHeaders: [
      "Authorization",
      "Content-Type",
      "Idempotency-Key",
      "If-Match",
      "If-None-Match",
      "Last-Event-ID",
      "Slacky-Position",
    ],
    exposedHeaders: [
      "ETag",
      "Location",
      "Link",
      "Retry-After",
      "RateLimit",
      "RateLimit-Policy",
      "X-Request-Id",
      "Idempotency-Replayed",
      "Slacky-Position",
    ],
    maxAge: 600,
  };
}
