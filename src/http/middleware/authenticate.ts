import { isApiToken } from "../../auth/api-token-format.ts";
import type { Queryable } from "../../db/pool.ts";
import type { Instance } from "../../instance.ts";
import { Problem } from "../../problems.ts";
import type { Middleware } from "../locals.ts";
import { addressKey } from "./address-key.ts";

/**
 * Sets the principal of the token, and whose rate limit the request counts against. It waits for no I/O
 * and refuses nobody: `requirePrincipal` does.
 */
export function authenticate({ accessTokens, apiTokens, receivedRefreshes }: Instance): Middleware {
  return (req, res, next) => {
    const { locals } = res;
    const header = req.get("authorization");
    const token = header && /^Bearer +([\w.~+/=-]+) *$/i.exec(header)?.[1];
    locals.has_token = header !== undefined;
    if (token && isApiToken(token)) {
      locals.api_token = token;
      locals.budget_key = apiTokens.accountOf(token);
    } else if (token) {
      const verified = accessTokens.verify(token);
      if (verified) {
        const { generation = 0, ...session } = verified;
        locals.principal = { kind: "session", ...session };
        receivedRefreshes.note({ session_id: session.session_id, generation });
      }
      locals.budget_key = verified?.user_id;
    }
    next();
  };
}

/**
 * Looks up an API token, after the rate limits: a token that this process has not seen counts
 * against its IP address, so that a flood of invented tokens does not reach the database.
 */
export function lookUpApiToken({ apiTokens, reads }: Instance): Middleware {
  return async (_req, res, next) => {
    const { locals } = res;
    const { api_token, budget_key: caller = addressKey(locals) } = locals;
    const find = (db: Queryable) => apiTokens.verify(db, api_token ?? "");
    const principal =
      api_token &&
      ((await locals.routing?.onReplica({ caller }, find)) ??
        (await find(reads.sharedBy({ caller }))));
    if (principal) {
      locals.principal = principal;
      locals.origin = { ...locals.origin, token: principal.token };
    }
    next();
  };
}

export const requirePrincipal: Middleware = (_req, res, next) => {
  if (res.locals.principal) return next();
  throw new Problem("unauthenticated", unauthenticatedDetail(res.locals));
};

function unauthenticatedDetail({
  has_token,
  api_token,
}: {
  has_token?: boolean;
  api_token?: string;
}): string {
  if (api_token) return "The API token is unknown, was revoked, or has expired.";
  if (has_token) {
    return "The access token is invalid or has expired. Refresh it, or sign in again.";
  }
  return "Send an access token or an API token: `Authorization: Bearer …`.";
}
