import type { z } from "zod";
import { type Endpoint, takesIdempotencyKey } from "../../contract/endpoint.ts";
import { limits } from "../../limits.ts";
import { type Fault, faultSentence, Problem } from "../../problems.ts";
import { parseIdempotencyKey } from "../idempotent-request.ts";
import type { Middleware } from "../locals.ts";
import { parseIfMatch } from "../responses/etag.ts";
import { findUnstorableValues, pointerTo } from "./body/json-guards.ts";
import { faultDetail } from "./fault-detail.ts";

/**
 * Validates path, query and body against their schemas and reports all errors at once. Pointers
 * begin with `/query`, `/path` or `/headers` for what is not in the body. An ID of another format
 * cannot exist, so it is answered with `not_found`.
 */
export function validate(endpoint: Endpoint): Middleware {
  const { params, query, body } = endpoint.spec;
  const takesKey = takesIdempotencyKey(endpoint);
  return (req, res, next) => {
    const faults: Fault[] = [];
    const check = (schema: z.ZodType | undefined, value: unknown, root: string[]): unknown => {
      const result = schema?.safeParse(value, { error: faultDetail });
      if (!result || result.success) return result?.data ?? {};
      faults.push(...result.error.issues.flatMap((issue) => toFaults(issue, root)));
      return undefined;
    };

    // Express parses the query on every access.
    const received = req.query;
    faults.push(...findUnstorableValues(received).map((fault) => within("/query", fault)));
    faults.push(...findUnstorableValues(req.params).map((fault) => within("/path", fault)));
    res.locals.params = check(params, req.params, ["path"]);
    if (faults.some(({ pointer }) => /^\/path\/\w*id$/.test(pointer))) {
      throw new Problem("not_found", "No object has this ID.");
    }
    // Without a query schema, every parameter is unknown.
    res.locals.query = check(query, { ...received }, ["query"]);
    if (!query) faults.push(...Object.keys(received).map((name) => unknownName(["query", name])));
    res.locals.body = check(body, res.locals.raw_body, []);
    res.locals.expected = parseIfMatch(req.get("if-match"));

    const header = takesKey ? req.get("idempotency-key") : undefined;
    const key = header === undefined ? undefined : parseIdempotencyKey(header);
    if (key !== undefined) res.locals.idempotency_key = key;
    else if (header !== undefined) faults.push(badKey);

    if (faults.length > 0) {
      const errors = unique(faults).slice(0, limits.faults);
      throw new Problem("invalid_request", summarize(faults), { errors });
    }
    next();
  };
}

const badKey: Fault = {
  pointer: "/headers/idempotency-key",
  detail: `Must be 1 to ${limits.idempotency_key} visible ASCII characters, optionally in double quotes.`,
};

function toFaults(issue: z.core.$ZodIssue, root: string[]): Fault[] {
  const path = [...root, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownName([...path, key]));
  }
  return [{ pointer: pointerTo(path), detail: issue.message }];
}

function unknownName(path: PropertyKey[]): Fault {
  const kind = path[0] === "query" ? "parameter" : "field";
  return { pointer: pointerTo(path), detail: `Is not a known ${kind}.` };
}

function within(root: string, { pointer, detail }: Fault): Fault {
  return { pointer: root + pointer, detail };
}

function unique(faults: Fault[]): Fault[] {
  return [...new Map(faults.map((fault) => [fault.pointer + fault.detail, fault])).values()];
}

function summarize(faults: Fault[]): string {
  const [first] = faults;
  if (!first) return "";
  const others = faults.length - 1;
  const more = others === 0 ? "" : ` ${others} more ${others === 1 ? "fault" : "faults"}.`;
  return faultSentence(first) + more;
}
