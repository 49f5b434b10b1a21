import { randomUUID } from "node:crypto";
import { isIP } from "node:net";
import type { Middleware } from "../locals.ts";

const acceptable = /^[\w.:-]{8,128}$/;

/** Gives the request its ID, the client's own where that is well formed, and notes its origin. */
export const requestId: Middleware = (req, res, next) => {
  const given = req.get("x-request-id");
  const request_id = given && acceptable.test(given) ? given : randomUUID();
  // `req.ip` evaluates the list of trusted proxies; without the header there is nothing to evaluate.
  const isDirect = req.headers["x-forwarded-for"] === undefined;
  const address = isDirect ? req.socket.remoteAddress : req.ip;
  res.set("X-Request-Id", request_id);
  res.locals.request_id = request_id;
  res.locals.origin = {
    // A trusted proxy may forward any text as an address.
    address: address !== undefined && isIP(address) !== 0 ? address : null,
    user_agent: req.headers["user-agent"]?.slice(0, 400) ?? null,
    request_id,
    token: null,
  };
  next();
};
