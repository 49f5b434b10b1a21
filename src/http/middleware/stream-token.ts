import type { Request } from "express";
import type { z } from "zod";
import type { PrincipalWithExpiry } from "../../auth/workspace-context.ts";
import type { Input, Spec } from "../../contract/endpoint.ts";
import { Problem } from "../../problems.ts";
import type { ApiResponse, Middleware } from "../locals.ts";
import { wantsStream } from "./accept.ts";
import { requirePrincipal } from "./authenticate.ts";

type AnyInput = Input<z.ZodType, z.ZodType, z.ZodType>;

/** 401 for who shows neither a valid token nor, for a stream, a pass; whether that is good is seen later. */
export function requirePrincipalOrStreamToken(spec: Spec): Middleware {
  return (req, res, next) => {
    if (usesStreamToken(spec, req)) next();
    else return requirePrincipal(req, res, next);
  };
}

/** A pass is for who can send no header. With a token it would be spent for nothing, so it is refused. */
export function refuseUnneededStreamToken(spec: Spec, req: Request): void {
  if (!acceptsStreamToken(spec) || req.query.pass === undefined || usesStreamToken(spec, req))
    return;
  const detail = "A pass opens a stream, for who sends no `Authorization` header.";
  throw new Problem("invalid_request", detail, { errors: [{ pointer: "/query/pass", detail }] });
}

/** Who asks for a stream: whom the token names, else whom the pass stands for, which is spent by this. */
export async function streamPrincipal(
  spec: Spec,
  input: AnyInput,
  res: ApiResponse,
): Promise<PrincipalWithExpiry> {
  if (res.locals.principal) return res.locals.principal;
  const principal = acceptsStreamToken(spec)
    ? await spec.redeemStreamToken?.(input.instance.db, input)
    : undefined;
  if (!principal) {
    throw new Problem(
      "unauthenticated",
      "This pass is spent, too old, or none of this workspace: ask for another, POST …/events/passes.",
    );
  }
  res.locals.principal = principal;
  return principal;
}

function usesStreamToken(spec: Spec, req: Request): boolean {
  return (
    acceptsStreamToken(spec) &&
    req.query.pass !== undefined &&
    req.get("authorization") === undefined &&
    wantsStream(spec, req)
  );
}

function acceptsStreamToken(spec: Spec): spec is Extract<Spec, { redeemStreamToken?: unknown }> {
  return "redeemStreamToken" in spec && spec.redeemStreamToken !== undefined;
}
