import type { Request } from "express";
import type { z } from "zod";
import type { Principal } from "../../auth/workspace-context.ts";
import type { Spec } from "../../contract/endpoint.ts";
import type { Input } from "../../contract/handlers.ts";
import type { Db } from "../../db/pool.ts";
import { Problem } from "../../problems.ts";
import type { ApiResponse, Middleware } from "../locals.ts";
import { wantsStream } from "./accept.ts";
import { requirePrincipal } from "./authenticate.ts";

type AnyInput = Input<z.ZodType, z.ZodType, z.ZodType>;

/**
 * Throws `unauthenticated` without a valid token or, for a stream, a stream token, which is
 * redeemed later.
 */
export function requirePrincipalOrStreamToken(spec: Spec): Middleware {
  return (req, res, next) => {
    if (usesStreamToken(spec, req)) next();
    else return requirePrincipal(req, res, next);
  };
}

/** With an `Authorization` header a stream token would be redeemed in vain, so it is refused. */
export function refuseUnneededStreamToken(spec: Spec, req: Request): void {
  if (
    !acceptsStreamToken(spec) ||
    req.query.stream_token === undefined ||
    usesStreamToken(spec, req)
  )
    return;
  const detail = "A stream token only opens a stream, and only without an `Authorization` header.";
  throw new Problem("invalid_request", detail, {
    errors: [{ pointer: "/query/stream_token", detail }],
  });
}

/**
 * The principal of a stream: that of the `Authorization` header, or that of the stream token, which
 * is redeemed. Throws `unauthenticated`.
 */
export async function streamPrincipal(
  spec: Spec,
  input: AnyInput,
  res: ApiResponse,
  writes: Db,
): Promise<Principal> {
  if (res.locals.principal) return res.locals.principal;
  const principal = acceptsStreamToken(spec)
    ? await spec.redeemStreamToken?.(writes, input)
    : undefined;
  if (!principal) {
    const [stream, path] =
      spec.permission === "authenticated"
        ? ["another stream", "/v1/notifications/stream-tokens"]
        : ["another workspace", "…/events/stream-tokens"];
    throw new Problem(
      "unauthenticated",
      `This stream token was used, has expired, or belongs to ${stream}. Get a new one: POST ${path}.`,
    );
  }
  res.locals.principal = principal;
  return principal;
}

function usesStreamToken(spec: Spec, req: Request): boolean {
  return (
    acceptsStreamToken(spec) &&
    req.query.stream_token !== undefined &&
    req.get("authorization") === undefined &&
    wantsStream(spec, req)
  );
}

function acceptsStreamToken(spec: Spec): spec is Extract<Spec, { redeemStreamToken?: unknown }> {
  return "redeemStreamToken" in spec && spec.redeemStreamToken !== undefined;
}
