import type { RequestHandler } from "express";
import helmet from "helmet";

/**
 * What a page may load: scripts, styles and pictures of this server. On plain HTTP, `upgrade-insecure-requests` would leave the pages blank, because nothing listens
 * on HTTPS.
 */
export function pagePolicy(publicUrl: string): RequestHandler {
  return helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", "data:"],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
      ...(publicUrl.startsWith("https:") && { upgradeInsecureRequests: [] }),
    },
  }) as RequestHandler;
}
