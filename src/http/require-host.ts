import { Problem } from "../problems.ts";
import type { Step } from "./locals.ts";

/** One `Host`, no more and (from HTTP/1.1 on) no less: RFC 9112 section 3.2 wants all else refused. */
export const requireHost: Step = (req, _res, next) => {
  const hosts = req.rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === "host");
  const isOld = req.httpVersionMajor === 1 && req.httpVersionMinor === 0;
  if (hosts.length === 1 || (isOld && hosts.length === 0)) return next();
  throw new Problem("malformed_http", "A request has one `Host` header.");
};
