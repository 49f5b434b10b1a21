import type { Middleware } from "../locals.ts";

/**
 * The headers that browsers take as policy, on every response. An API response is never a page, so
 * nothing may load from it or frame it. The pages below `/docs` replace the content policy with
 * their own.
 */
export const securityHeaders = Object.freeze({
  "Content-Security-Policy": "default-src 'none';frame-ancestors 'none'",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "cross-origin",
  "Origin-Agent-Cluster": "?1",
  "Referrer-Policy": "no-referrer",
  // For this host alone: its subdomains may belong to other services.
  "Strict-Transport-Security": "max-age=31536000",
  "X-Content-Type-Options": "nosniff",
  "X-DNS-Prefetch-Control": "off",
  "X-Download-Options": "noopen",
  "X-Frame-Options": "SAMEORIGIN",
  "X-Permitted-Cross-Domain-Policies": "none",
  "X-XSS-Protection": "0",
});

export const setSecurityHeaders: Middleware = (_req, res, next) => {
  res.set(securityHeaders);
  next();
};
