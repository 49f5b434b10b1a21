import type { Request } from "express";
import type { Spec } from "../../contract/endpoint.ts";
import { Problem } from "../../problems.ts";
import type { Middleware } from "../locals.ts";

const json = ["application/json", "application/problem+json"];
const stream = "text/event-stream";

/** Refuses who would not understand the answer. */
export function accept(spec: Spec): Middleware {
  const types = canStream(spec) ? [...json, stream] : json;
  return (req, _res, next) => {
    const { accept } = req.headers;
    // Most take anything, and are not weighed.
    if (accept === undefined || accept === "*/*" || req.accepts(types)) return next();
    throw new Problem("not_acceptable", `This operation answers in ${types.join(" or ")}.`);
  };
}

/** Whether this request is for the live form of what the operation reads; HEAD would be told nothing by it. */
export function wantsStream(spec: Spec, req: Request): boolean {
  return canStream(spec) && req.method === "GET" && req.accepts([...json, stream]) === stream;
}

/** Whether the operation has a live form. */
export function canStream(spec: Spec): boolean {
  return "stream" in spec && spec.stream !== undefined;
}
