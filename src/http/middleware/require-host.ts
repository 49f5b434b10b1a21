import { Problem } from "../../problems.ts";
import type { Middleware } from "../locals.ts";

/** Requires exactly one `Host` header; HTTP/1.0 may leave it out (RFC 9112 section 3.2). */
export const requireHost: Middleware = (req, _res, next) => {
  const hosts = countHosts(req.rawHeaders);
  const isOld = req.httpVersionMajor === 1 && req.httpVersionMinor === 0;
  if (hosts === 1 || (isOld && hosts === 0)) return next();
  throw new Problem("malformed_http", "Send exactly one `Host` header.");
};

/** `rawHeaders` alternates names and values. */
function countHosts(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === "host") hosts += 1;
  }
  return hosts;
}
