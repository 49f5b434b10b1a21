import type { Request, RequestHandler, Response } from "express";
import type { Instance } from "../../instance.ts";

const probes = new Set(["/healthz", "/readyz"]);
const PATH_MAX = 300;

/**
 * Logs and counts every request when its answer has gone out, or its connection has gone away before. What
 * was sent stays out of the log: no header, no query, no body.
 */
export function accessLog({ log, metrics }: Pick<Instance, "log" | "metrics">): RequestHandler {
  return (req, res, next) => {
    const startedAt = performance.now();
    res.on("close", () => {
      const ms = performance.now() - startedAt;
      const seen = describe(req, res);
      metrics.countRequest({ ...seen, seconds: ms / 1000 });
      const level = probes.has(seen.route) ? "debug" : "info";
      const { request_id, principal } = res.locals;
      log[level](
        {
          ...seen,
          path: pathOf(req),
          ms: Math.round(ms * 10) / 10,
          request_id,
          user_id: principal?.user_id,
          token_id: principal?.kind === "token" ? principal.token.id : undefined,
        },
        "request",
      );
    });
    next();
  };
}

/** An answer that was not sent whole has no status: the client is gone. */
function describe(req: Request, res: Response) {
  return {
    method: req.method,
    route: routeOf(req),
    status: res.writableFinished ? res.statusCode : undefined,
    problem: res.locals.problem as string | undefined,
  };
}

function routeOf({ route }: Request): string {
  return typeof route?.path === "string" ? route.path : "unmatched";
}

function pathOf({ originalUrl }: Request): string {
  const end = originalUrl.indexOf("?");
  return (end === -1 ? originalUrl : originalUrl.slice(0, end)).slice(0, PATH_MAX);
}
