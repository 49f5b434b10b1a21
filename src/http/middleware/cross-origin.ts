import cors from "cors";
import type { RequestHandler } from "express";

/**
 * Lets pages of these origins read responses, and no others; never with cookies: the session cookie
 * is for pages of this server. An OPTIONS request that is not a preflight is routed like any other method.
 */
export function crossOrigin(origins: string[]): RequestHandler {
  const answerPreflight = cors(options(origins));
  const setHeaders = cors({ ...options(origins), preflightContinue: true });
  return (req, res, next) => {
    if (req.headers.origin === undefined) {
      // Not from a page. Caches must still know that a page would get another response.
      res.set("Vary", "Origin, Accept-Encoding");
      return next();
    }
    res.set("Vary", "Accept-Encoding");
    const isPreflight = req.headers["access-control-request-method"] !== undefined;
    return (isPreflight ? answerPreflight : setHeaders)(req, res, next);
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
      "Idempotency-Shortened",
      "Slacky-Position",
    ],
    maxAge: 600,
  };
}
