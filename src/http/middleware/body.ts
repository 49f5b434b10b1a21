import type { Request } from "express";
import { limits } from "../../limits.ts";
import { Problem } from "../../problems.ts";
import type { Middleware } from "../locals.ts";
import { findUnstorableValues } from "./json-guards.ts";
import { findLossyJson } from "./lossy-json.ts";
import { readBody } from "./read-body.ts";

const mergePatch = "application/merge-patch+json";

/**
 * Reads the body of an operation that takes one: capped, JSON in UTF-8, and no deeper, wider or stranger
 * than PostgreSQL and a reader can take. No body at all counts as `{}`.
 */
export function body(method: string): Middleware[] {
  const types = method === "PATCH" ? ["application/json", mergePatch] : ["application/json"];
  return [requireJson(types), parse];
}

function requireJson(types: string[]): Middleware {
  return (req, res, next) => {
    if (!hasBody(req) || isJson(req, types)) return next();
    res.set(acceptHeaderFor(types), types.join(", "));
    throw new Problem(
      "unsupported_media_type",
      `Send the body as ${types.join(" or ")}, in UTF-8 and not compressed.`,
    );
  };
}

function hasBody(req: Request): boolean {
  const length = req.get("content-length");
  return req.get("transfer-encoding") !== undefined || (length !== undefined && Number(length) > 0);
}

function isJson(req: Request, types: string[]): boolean {
  const charset = /charset\s*=\s*"?([^\s";]+)/i.exec(req.get("content-type") ?? "")?.[1] ?? "utf-8";
  const encoding = req.get("content-encoding") ?? "identity";
  return req.is(types) !== false && /^utf-?8$/i.test(charset) && /^identity$/i.test(encoding);
}

/** PATCH has a response header of its own for what it takes (RFC 5789 section 2.2). */
function acceptHeaderFor(types: string[]): string {
  return types.includes(mergePatch) ? "Accept-Patch" : "Accept";
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

const parse: Middleware = async (req, res, next) => {
  const bytes = await readBody(req, res, limits.body_bytes);
  const text = bytes.length === 0 ? "{}" : decode(bytes);
  res.locals.raw_body = parseJson(text);
  const faults = findUnstorableValues(res.locals.raw_body);
  const errors = faults.length > 0 ? faults : findLossyJson(text);
  if (errors.length > 0) {
    throw new Problem("invalid_request", "The body contains what cannot be stored as sent.", {
      errors,
    });
  }
  next();
};

function decode(bytes: Buffer): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw badBody("The body is not valid UTF-8.");
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // V8 quotes the text around the fault, which may hold a password: only the place is told.
    const place = /position \d+/.exec((error as Error).message)?.[0];
    throw badBody(`The body is not valid JSON${place ? `: look at ${place}` : ""}.`);
  }
}

function badBody(detail: string): Problem {
  return new Problem("invalid_request", detail, { errors: [{ pointer: "", detail }] });
}
