import type { Request, RequestHandler, Response } from "express";
import type { Instance } from "../../instance.ts";

const probes = new Set(["/healthz", "/readyz"]);
const PATH_MAX = 300;

/**
 * Logs and counts every request once its response was sent or its connection closed. Nothing that
 * may be secret is logged: no query, no body, and of the headers only where the request came from.
 */
export function accessLog({ log, metrics }: Pick<Instance, "log" | "metrics">): RequestHandler {
  return (req, res, next) => {
    const startedAt = performance.now();
    res.on("close", () => {
      const ms = performance.now() - startedAt;
      const outcome = describe(req, res);
      metrics.countRequest({ ...outcome, seconds: ms / 1000 });
      const level = probes.has(outcome.route) ? "debug" : "info";
      const { request_id, principal, origin } = res.locals;
      log[level](
        {
          ...outcome,
          path: pathOf(req),
          ms: Math.round(ms * 10) / 10,
          request_id,
          trace_id: traceIdOf(req),
          ip_address: origin.address ?? undefined,
          user_id: principal?.user_id,
          token_id: principal?.kind === "token" ? principal.token.id : undefined,
        },
        "request",
      );
    });
    next();
  };
}

/** A response that was not sent completely has no status: the client is gone. */
function describe(req: Request, res: Response) {
  return {
    method: req.method,
    route: routeOf(req),
    status: res.writableFinished ? res.statusCode : undefined,
    problem: res.locals.problem as string | undefined,
  };
}

/** Of a valid `traceparent` (W3C Trace Context, section 3.2). An ID of zeros is not valid. */
const traceparent =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;

/** A later version may add fields at the end, version 00 may not. */
function traceIdOf(req: Request): string | undefined {
  const [header, trace_id, more] = traceparent.exec(req.get("traceparent") ?? "") ?? [];
  return header?.startsWith("00") && more !== undefined ? undefined : trace_id;
}

function routeOf({ route }: Request): string {
  return typeof route?.path === "string" ? route.path : "unmatched";
}

function pathOf({ originalUrl }: Request): string {
  const end = originalUrl.indexOf("?");
  return (end === -1 ? originalUrl : originalUrl.slice(0, end)).slice(0, PATH_MAX);
}
