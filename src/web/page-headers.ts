import type { RequestHandler } from "express";

/**
 * The policy of the app's page: it loads from this server alone, and no text becomes markup or script
 * except through the one Trusted Types policy. On plain HTTP, `upgrade-insecure-requests` would leave
 * the page blank, because nothing listens on HTTPS.
 */
export function pageHeaders(publicUrl: string): RequestHandler {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types slacky",
    ...(publicUrl.startsWith("https:") ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
  return (_req, res, next) => {
    res.set({
      "Content-Security-Policy": policy,
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Resource-Policy": "same-origin",
      "Referrer-Policy": "same-origin",
    });
    next();
  };
}
