import { randomUUID } from "node:crypto";
import type { Request } from "express";
import type { Middleware } from "../locals.ts";
import { parseForwardedAddress } from "./forwarded-address.ts";
import type { ProxyTrust } from "./trusted-proxies.ts";

const acceptable = /^[\w.:-]{8,128}$/;

/**
 * Sets the request's ID and its origin. The ID is the one that a trusted proxy sends, if it is well
 * formed: anybody else could choose the IDs of other requests and so confuse the log.
 */
export function requestId(isTrusted: ProxyTrust): Middleware {
  return (req, res, next) => {
    const request_id = acceptedId(req, isTrusted) ?? randomUUID();
    res.set("X-Request-Id", request_id);
    res.locals.request_id = request_id;
    res.locals.origin = {
      address: parseForwardedAddress(senderOf(req) ?? "") ?? null,
      user_agent: req.headers["user-agent"]?.slice(0, 400) ?? null,
      request_id,
      token: null,
    };
    next();
  };
}

function acceptedId(req: Request, isTrusted: ProxyTrust): string | undefined {
  const given = req.get("x-request-id");
  if (given === undefined || !acceptable.test(given)) return undefined;
  return isTrusted(req.socket.remoteAddress ?? "", 0) ? given : undefined;
}

/** `req.ip` goes through the trusted proxies; without the header there are none to go through. */
function senderOf(req: Request): string | undefined {
  const forwarded = req.get("x-forwarded-for");
  if (forwarded === undefined) return req.socket.remoteAddress;
  // Networks of trusted proxies are compared with bare addresses.
  const hops = forwarded.split(",").map((hop) => parseForwardedAddress(hop) ?? hop.trim());
  req.headers["x-forwarded-for"] = hops.join(", ");
  return req.ip;
}
