import type { RequestHandler } from "express";
import helmet from "helmet";
import type { Step } from "../locals.ts";
import { headersSetBy } from "../responses/static-headers.ts";

/**
 * An API's answers are never a page of their own, so nothing may load from them or frame them. What helmet
 * makes of that depends on no request, so it is asked once, and not a dozen middlewares each time.
 */
export function securityHeaders(): Step {
  const headers = headersSetBy(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      },
      // The domain may hold others than Slacky, so the word is for this host alone.
      strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
      crossOriginResourcePolicy: { policy: "cross-origin" },
      referrerPolicy: { policy: "no-referrer" },
    }) as RequestHandler,
  );
  return (_req, res, next) => {
    res.locals.headers.push(...headers);
    next();
  };
}
