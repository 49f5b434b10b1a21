import { type ErrorRequestHandler, type Express, type RequestHandler, Router } from "express";
import type { Endpoint } from "../contract/endpoint.ts";
import type { Instance } from "../instance.ts";
import { Problem } from "../problems.ts";
import type { Step } from "./locals.ts";
import { accept } from "./middleware/accept.ts";
import { authenticate, lookUpToken } from "./middleware/authenticate.ts";
import { body } from "./middleware/body.ts";
import { limitRequests } from "./middleware/rate-limit.ts";
import { requireCallerOrPass } from "./middleware/stream-token.ts";
import { validate } from "./middleware/validate.ts";
import { methodNotAllowed } from "./responses/problem-handler.ts";
import { perform } from "./run-endpoint.ts";

/**
 * What a request passes, in this order, on its way to a handler. The order is an invariant of the whole
 * API: without a valid token it is 401 whatever the body, and nothing is read from the database before
 * the request is known to be well formed, an API token apart, which is looked up behind the limits.
 */
function steps(instance: Instance, endpoint: Endpoint): Step[] {
  const { method, spec } = endpoint;
  const { rateLimits } = instance;
  return [
    authenticate(instance),
    limitRequests(rateLimits, spec.permission === "anyone" && countsAsSignIn(spec)),
    ...(spec.permission === "anyone" ? [] : [lookUpToken(instance), requireCallerOrPass(spec)]),
    accept(spec),
    ...(spec.body ? body(method) : []),
    validate(endpoint),
    ...(countsAsSignIn(spec) ? [rateLimits.signIn, rateLimits.strangers] : []),
    spec.hashes ? rateLimits.hashing(perform(instance, spec)) : perform(instance, spec),
  ];
}

/**
 * Mounts the endpoints path by path, with 405 for the methods that a path does not have. Express tries one
 * path after the other; those with another number of segments, which never match, are not tried.
 */
export function mount(app: Express, instance: Instance, endpoints: readonly Endpoint[]): void {
  const routers = new Map<number, Router>();
  for (const [path, own] of Map.groupBy(endpoints, (endpoint) => endpoint.path)) {
    const length = segmentsIn(path);
    const router = routers.get(length) ?? Router();
    routers.set(length, router);
    const route = router.route(path);
    for (const endpoint of own) {
      const verb = endpoint.method.toLowerCase() as Lowercase<typeof endpoint.method>;
      route[verb](
        ...(steps(instance, endpoint) as unknown as RequestHandler[]),
        noteRefusal(instance, endpoint),
      );
    }
    // Before the next path, which may take this one's last step for an id.
    route.all(methodNotAllowed(own.map(({ method }) => method)));
  }
  app.use((req, res, next) => {
    const router = routers.get(segmentsIn(req.path));
    if (router) router(req, res, next);
    else next();
  });
}

/** A slash at the end counts for nothing, as with Express. */
function segmentsIn(path: string): number {
  let slashes = 0;
  for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) slashes += 1;
  return path.endsWith("/") ? slashes - 1 : slashes;
}

/** Refused attempts are on record too: 401 and 403, under the action that was attempted. */
function noteRefusal({ refusals }: Instance, { spec }: Endpoint): ErrorRequestHandler {
  const { action, permission } = spec;
  return (error, req, res, next) => {
    if (action && error instanceof Problem && (error.status === 401 || error.status === 403)) {
      // Who is not known to be a member must not be able to write into a workspace's record.
      const isMember = error.status === 403 && permission !== "signed_in";
      const workspace_id = isMember ? req.params.workspace_id : undefined;
      refusals.note({
        action,
        code: error.code,
        workspace_id: typeof workspace_id === "string" ? workspace_id : null,
        actor_id: res.locals.caller?.user_id ?? null,
        origin: res.locals.origin,
      });
    }
    next(error);
  };
}

function countsAsSignIn(spec: Endpoint["spec"]): boolean {
  return "countsAsSignIn" in spec && spec.countsAsSignIn === true;
}
