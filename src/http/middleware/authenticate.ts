import { isApiToken } from "../../auth/api-token-format.ts";
import type { Instance } from "../../instance.ts";
import { Problem } from "../../problems.ts";
import type { Step } from "../locals.ts";

/**
 * Notes who the token says is calling, and whose budget pays for the request. It does no I/O, and refuses
 * nobody: `requireCaller` does.
 */
export function authenticate({ accessTokens, apiTokens }: Instance): Step {
  return (req, res, next) => {
    const { locals } = res;
    const header = req.get("authorization");
    const token = header && /^Bearer +([\w.~+/=-]+) *$/i.exec(header)?.[1];
    locals.has_token = header !== undefined;
    if (token && isApiToken(token)) {
      locals.api_token = token;
      locals.payer = apiTokens.accountOf(token);
    } else if (token) {
      const bearer = accessTokens.verify(token);
      if (bearer) locals.caller = { kind: "session", ...bearer };
      locals.payer = bearer?.user_id;
    }
    next();
  };
}

/**
 * Looks up an API token, behind the limits: a token that this process has not met is looked up at the expense
 * of its address, so that no flood of made-up ones reaches the database.
 */
export function lookUpToken({ apiTokens }: Instance): Step {
  return async (_req, res, next) => {
    const { locals } = res;
    const caller = locals.api_token && (await apiTokens.verify(locals.api_token));
    if (caller) {
      locals.caller = { ...caller, expires_at: null };
      locals.origin = { ...locals.origin, token: caller.token };
    }
    next();
  };
}

export const requireCaller: Step = (_req, res, next) => {
  if (res.locals.caller) return next();
  throw new Problem("unauthenticated", reasonOf(res.locals));
};

function reasonOf({ has_token, api_token }: { has_token?: boolean; api_token?: string }): string {
  if (api_token) return "The API token is unknown, revoked or expired.";
  if (has_token) {
    return "The access token is not valid, or no longer: refresh it or sign in again.";
  }
  return "Send an access token: `Authorization: Bearer …`.";
}
