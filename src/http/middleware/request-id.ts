import { randomUUID } from "node:crypto";
import { isIP } from "node:net";
import type { Answer, Step } from "../locals.ts";

const acceptable = /^[\w.:-]{8,128}$/;

/** Names the request, by the name that a proxy gave it where that is sane, and notes where it came from. */
export const requestId: Step = (req, res, next) => {
  const given = req.get("x-request-id");
  const request_id = given && acceptable.test(given) ? given : randomUUID();
  // Without the header there is no proxy to be trusted or not.
  const isDirect = req.headers["x-forwarded-for"] === undefined;
  const address = isDirect ? req.socket.remoteAddress : req.ip;
  // In place of the one that Express makes, which has no prototype: V8 keeps such as slow dictionaries.
  res.locals = {
    request_id,
    headers: ["X-Request-Id", request_id],
    origin: {
      // A trusted proxy that passes on what it was told may pass on any text.
      address: address !== undefined && isIP(address) !== 0 ? address : null,
      user_agent: req.headers["user-agent"]?.slice(0, 400) ?? null,
      request_id,
      token: null,
    },
  } as Answer["locals"];
  next();
};
