import { type ErrorRequestHandler, type RequestHandler, Router } from "express";
import { type Endpoint, isRead } from "../contract/endpoint.ts";
import type { Instance } from "../instance.ts";
import { limits } from "../limits.ts";
import { Problem } from "../problems.ts";
import type { ApiResponse, Middleware } from "./locals.ts";
import { accept } from "./middleware/accept.ts";
import { authenticate, lookUpApiToken } from "./middleware/authenticate.ts";
import { body } from "./middleware/body/parse-body.ts";
import { giveBackHits } from "./middleware/limiter.ts";
import { limitRequests } from "./middleware/rate-limit.ts";
import { routeReads } from "./middleware/route-reads.ts";
import { requirePrincipalOrStreamToken } from "./middleware/stream-token.ts";
import { validate } from "./middleware/validate.ts";
import { methodNotAllowed } from "./responses/problem-handler.ts";
import { runEndpoint } from "./run-endpoint.ts";
import { useSessionCookie } from "./session-cookie.ts";

/**
 * The middlewares of an operation, in order. The order is a rule of the whole API: without a valid
 * token the response is 401 whatever the body, and the database is not read before the request is
 * known to be well formed. The one exception is the lookup of an API token, which comes after the
 * rate limits.
 */
function middlewareChain(instance: Instance, endpoint: Endpoint): Middleware[] {
  const { method, spec } = endpoint;
  const { rateLimits } = instance;
  return [
    authenticate(instance),
    limitRequests(rateLimits, spec.permission === "anyone" && countsAsSignIn(spec)),
    ...(spec.permission === "anyone"
      ? routeReads(instance, spec)
      : [
          ...routeReads(instance, spec),
          lookUpApiToken(instance),
          requirePrincipalOrStreamToken(spec),
        ]),
    // Before the body is read: invalid bodies count too.
    ...(countsAsSignIn(spec) ? [rateLimits.sender] : []),
    accept(spec),
    ...(spec.body ? body(method, bodyLimit(spec)) : []),
    validate(endpoint),
    ...(spec.sessionCookie ? [useSessionCookie(instance.config, spec)] : []),
    ...(countsAsSignIn(spec) ? [rateLimits.signIn, rateLimits.perAccount] : []),
    spec.hashesPassword
      ? rateLimits.hashing(runEndpoint(instance, spec))
      : runEndpoint(instance, spec),
  ];
}

/** Routes requests to these endpoints. For other methods of their paths the response is 405. */
export function createRouter(instance: Instance, endpoints: readonly Endpoint[]): Router {
  const router = Router();
  for (const [path, own] of Map.groupBy(endpoints, (endpoint) => endpoint.path)) {
    const route = router.route(path);
    for (const endpoint of own) {
      const verb = endpoint.method.toLowerCase() as Lowercase<typeof endpoint.method>;
      route[verb](
        ...(middlewareChain(instance, endpoint) as unknown as RequestHandler[]),
        giveBackHitsIfBusy,
        recordRefusal(instance, endpoint),
      );
    }
    // Before the next path, whose parameter could match the last segment of this one.
    route.all(methodNotAllowed(own.map(({ method }) => method)));
  }
  return router;
}

/**
 * Records refused attempts in the audit log, under the action that was attempted or the permission
 * that it required. A read without a valid token is not recorded: clients send one whenever an
 * access token has expired. A refresh without the cookie that it asks for is not recorded either: a
 * page sends one whenever it is opened.
 */
function recordRefusal({ refusals }: Instance, { spec }: Endpoint): ErrorRequestHandler {
  const { action } = spec;
  const scope = "scope" in spec ? spec.scope : undefined;
  const permission = scope ?? spec.permission;
  return (error, req, res, next) => {
    const status = error instanceof Problem ? error.status : undefined;
    const { session_cookie } = res.locals;
    const isLookup = isRead(spec) || (session_cookie && session_cookie.token === undefined);
    const isRefused = status === 403 || (status === 401 && !isLookup);
    const attempted = action ?? (permission === "anyone" ? undefined : permission);
    if (isRefused && attempted !== undefined && attempted !== "authenticated") {
      // Only a member may add to the audit log of a workspace. A token is a member of its own, whatever
      // the path, and nobody else sees what it attempts.
      const isMember = error.status === 403 && permission !== "signed_in";
      const { principal } = res.locals;
      const own = principal?.kind === "token" ? principal.workspace_id : undefined;
      const workspace_id = own ?? (isMember ? req.params.workspace_id : undefined);
      refusals.note({
        action: attempted,
        ...(action === undefined && { operation: spec.operation }),
        code: error.code,
        workspace_id: typeof workspace_id === "string" ? workspace_id : null,
        actor_id: principal?.user_id ?? null,
        origin: res.locals.origin,
      });
    }
    next(error);
  };
}

/** While the database or the queue of passwords is unavailable, no attempt to sign in is counted. */
const giveBackHitsIfBusy: ErrorRequestHandler = (error, _req, res, next) => {
  if (error instanceof Problem && error.code === "unavailable") giveBackHits(res as ApiResponse);
  next(error);
};

/** Requests of anybody, and what they may cost before a password is checked, are kept small. */
function bodyLimit(spec: Endpoint["spec"]): number {
  const isSmall = spec.permission === "anyone" || countsAsSignIn(spec);
  return isSmall ? limits.sign_in_body_bytes : limits.body_bytes;
}

function countsAsSignIn(spec: Endpoint["spec"]): boolean {
  return "countsAsSignIn" in spec && spec.countsAsSignIn === true;
}
