import type { Step } from "../http/locals.ts";
import type { Instance } from "../instance.ts";
import { Problem } from "../problems.ts";

/** Notes who the token says is calling. It does no I/O, and refuses nobody: `requireCaller` does. */
export function authenticate(instance: Instance): Step {
  return (req, res, next) => {
    const header = req.get("authorization");
    const token = header && /^Bearer +([\w.~+/=-]+) *$/i.exec(header)?.[1];
    const bearer = token ? instance.accessTokens.verify(token) : undefined;
    res.locals.has_token = header !== undefined;
    if (bearer) res.locals.caller = { kind: "session", ...bearer };
    next();
  };
}

export const requireCaller: Step = (_req, res, next) => {
  if (res.locals.caller) return next();
  throw new Problem(
    "unauthenticated",
    res.locals.has_token
      ? "The access token is not valid, or no longer: refresh it or sign in again."
      : "Send an access token: `Authorization: Bearer …`.",
  );
};
