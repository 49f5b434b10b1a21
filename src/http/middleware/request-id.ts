import { randomUUID } from "node:crypto";
import type { Request } from "express";
import type { Middleware } from "../locals.ts";
import { parseForwardedAddress } from "./forwarded-address.ts";

const acceptable = /^[\w.:-]{8,128}$/;

/** Sets the request's ID, which is the client's if that is well formed, and its origin. */
export const requestId: Middleware = (req, res, next) => {
  const given = req.get("x-request-id");
  const request_id = given && acceptable.test(given) ? given : randomUUID();
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

/** `req.ip` goes through the trusted proxies; without the header there are none to go through. */
function senderOf(req: Request): string | undefined {
  const forwarded = req.get("x-forwarded-for");
  if (forwarded === undefined) return req.socket.remoteAddress;
  // Networks of trusted proxies are compared with bare addresses.
  const hops = forwarded.split(",").map((hop) => parseForwardedAddress(hop) ?? hop.trim());
  req.headers["x-forwarded-for"] = hops.join(", ");
  return req.ip;
}
