import type { Request } from "express";
import getRawBody from "raw-body";
import { Problem } from "../../../problems.ts";
import type { ApiResponse, Middleware } from "../../locals.ts";
import { announcesBody } from "../../server/discard-unread-body.ts";
import { findUnstorableValues } from "./json-guards.ts";
import { findLossyJson } from "./lossy-json.ts";

const mergePatch = "application/merge-patch+json";

/**
 * Reads the body of an operation that takes one: JSON in UTF-8, of limited size, depth and width,
 * with no values that PostgreSQL cannot store. An absent body counts as `{}`.
 */
export function body(method: string, limitBytes: number): Middleware[] {
  const types = method === "PATCH" ? ["application/json", mergePatch] : ["application/json"];
  return [requireJson(types), parse(limitBytes)];
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

/** The response header that lists the accepted types; PATCH has its own (RFC 5789 section 2.2). */
function acceptHeaderFor(types: string[]): string {
  return types.includes(mergePatch) ? "Accept-Patch" : "Accept";
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

function parse(limitBytes: number): Middleware {
  return async (req, res, next) => {
    const bytes = await readBody(req, res, limitBytes);
    const text = bytes.length === 0 ? "{}" : decode(bytes);
    res.locals.raw_body = parseJson(text);
    const faults = findUnstorableValues(res.locals.raw_body);
    const errors = faults.length > 0 ? faults : findLossyJson(text);
    if (errors.length > 0) {
      throw new Problem(
        "invalid_request",
        "The body contains values that cannot be stored as sent. See `errors`.",
        { errors },
      );
    }
    next();
  };
}

/** Reads the whole body, or refuses it as soon as it is known to be too large. */
async function readBody(req: Request, res: ApiResponse, limit: number): Promise<Buffer> {
  // Such a request emits no `end`: see `optimizeEmptyRequests`.
  if (!announcesBody(req)) return Buffer.alloc(0);
  const length = req.get("content-length");
  if (Number(length ?? 0) > limit) throw tooLarge(limit);
  if (/^100-continue$/i.test(req.get("expect") ?? "")) res.writeContinue();
  try {
    return await getRawBody(req, { length, limit });
  } catch (error) {
    const { type } = error as { type?: string };
    if (type === "entity.too.large") throw tooLarge(limit);
    // The client is gone: this problem is seen in the log alone.
    if (type === "request.aborted") throw badBody("The body is incomplete.");
    throw error;
  }
}

function tooLarge(limit: number): Problem {
  return new Problem("content_too_large", `The body must be at most ${limit} bytes.`);
}

function decode(bytes: Buffer): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw badBody("The body must be valid UTF-8.");
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // V8 quotes the text around the error, which may contain a password: only the position is safe.
    const place = /position \d+/.exec((error as Error).message)?.[0];
    throw badBody(`The body must be valid JSON${place ? `: see ${place}` : ""}.`);
  }
}

function badBody(detail: string): Problem {
  return new Problem("invalid_request", detail, { errors: [{ pointer: "", detail }] });
}
