import type { ErrorRequestHandler, RequestHandler } from "express";
import type { Logger } from "pino";
import { problemBody } from "../../contract/problem-body.ts";
import { Problem } from "../../problems.ts";
import type { ApiResponse, Locals } from "../locals.ts";
import { callerOf } from "../middleware/address-key.ts";
import { send } from "./send.ts";
import type { UnsentResponses } from "./unsent.ts";

/** The last handler, for paths that no route matches. */
export const notFound: RequestHandler = () => {
  throw new Problem("not_found", "No operation exists at this URL. See /docs for all operations.");
};

/** The route exists, but not with this method. */
export function methodNotAllowed(methods: readonly string[]): RequestHandler {
  const allow = methods.includes("GET")
    ? ["GET", "HEAD", ...methods.filter((m) => m !== "GET")]
    : methods;
  return (req, res) => {
    res.set("Allow", allow.join(", "));
    throw new Problem(
      "method_not_allowed",
      `${req.method} is not supported here. Use ${allow.join(", ")}.`,
    );
  };
}

/**
 * Sends every failure as `application/problem+json` (RFC 9457). Anything except a `Problem` is
 * logged as a 500.
 */
export function problemHandler({
  publicUrl,
  log,
  unsent,
}: {
  publicUrl: string;
  log: Logger;
  unsent?: UnsentResponses;
}): ErrorRequestHandler {
  return (error, _req, res, next) => {
    const problem = toProblem(error);
    res.locals.problem = problem.code;
    if (problem.status >= 500) {
      // A 503 is expected and temporary; anything except a `Problem` is a bug.
      log[error instanceof Problem ? "warn" : "error"](
        { err: error, request_id: res.locals.request_id, code: problem.code },
        problem.detail,
      );
    }
    if (res.headersSent) return next(error);
    const { request_id } = res.locals;
    send(res as ApiResponse, {
      status: problem.status,
      headers: headersOf(problem),
      type: "application/problem+json",
      body: JSON.stringify(problemBody(problem, { publicUrl, request_id })),
    });
    // A problem can contain a whole ticket.
    unsent?.track(callerOf(res.locals as Locals), res);
  };
}

function headersOf({ status, members }: Problem): Record<string, string> {
  const { retry_after } = members;
  return {
    "Cache-Control": "no-store",
    ...(status === 401 && { "WWW-Authenticate": 'Bearer realm="slacky"' }),
    ...(typeof retry_after === "number" && { "Retry-After": String(retry_after) }),
  };
}

/**
 * Errors of Express, of its parsers and of its sending of files have a status. Their messages are not
 * meant for clients.
 */
function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const status = error instanceof Error && "status" in error ? error.status : undefined;
  if (status === 400) return malformed("The path must be percent-encoded UTF-8.");
  if (status === 412) return new Problem("version_mismatch", "The file has another version.");
  return new Problem(
    "internal",
    "The request failed. The server's log has the error under `request_id`.",
  );
}

function malformed(detail: string): Problem {
  return new Problem("invalid_request", detail, { errors: [{ pointer: "", detail }] });
}
