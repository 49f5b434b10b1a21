import type { Request } from "express";
import Negotiator from "negotiator";
import { canStream, type Spec } from "../../contract/endpoint.ts";
import { Problem } from "../../problems.ts";
import type { Middleware } from "../locals.ts";

const json = ["application/json", "application/problem+json"];
const stream = "text/event-stream";

/** Throws `not_acceptable` if the client accepts none of the operation's media types. */
export function accept(spec: Spec): Middleware {
  const types = canStream(spec) ? [...json, stream] : json;
  return (req, _res, next) => {
    const { accept } = req.headers;
    // Most clients accept anything, and need no negotiation.
    if (accept === undefined || accept === "*/*" || preferredType(accept, types)) return next();
    throw new Problem(
      "not_acceptable",
      `This operation responds in ${types.join(" or ")}. Send \`Accept: ${types[0]}\`.`,
    );
  };
}

/** Whether the request asks for the stream of what the operation reads. HEAD never does. */
export function wantsStream(spec: Spec, req: Request): boolean {
  if (!canStream(spec) || req.method !== "GET") return false;
  return preferredType(req.headers.accept, [...json, stream]) === stream;
}

/** Which of these types a client likes best; undefined where it takes none. */
function preferredType(accept: string | undefined, types: string[]): string | undefined {
  // An empty header asks for nothing.
  const wanted = withoutParameters(accept ?? "") || "*/*";
  return new Negotiator({ headers: { accept: wanted } }).mediaTypes(types)[0];
}

/**
 * Many HTTP libraries send `application/json; charset=utf-8`, or a dialect of theirs. Our types
 * have no parameters that could differ from these, so only weights count. A lone `*` is how Java
 * writes a range.
 */
function withoutParameters(accept: string): string {
  return accept
    .replace(/;(?!\s*q\s*=)\s*[^\s=;,"]*\s*(?:=\s*(?:"(?:[^"\\]|\\.)*"|[^;,"]*))?/gi, "")
    .replace(/(?<=^|,)\s*\*\s*(?=[;,]|$)/g, "*/*")
    .trim();
}
