import type { z } from "zod";
import { type Endpoint, takesIdempotencyKey } from "../../contract/endpoint.ts";
import { limits } from "../../limits.ts";
import { type Fault, Problem } from "../../problems.ts";
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
      throw new Problem("not_found", "Nothing has this id.");
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
      throw new Problem("invalid_request", summarise(faults), { errors });
    }
    next();
  };
}

const badKey: Fault = {
  pointer: "/headers/idempotency-key",
  detail: `1 to ${limits.idempotency_key} visible ASCII characters, bare or in double quotes.`,
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
  return { pointer: pointerTo(path), detail: `There is no such ${kind} here.` };
}

function within(root: string, { pointer, detail }: Fault): Fault {
  return { pointer: root + pointer, detail };
}

function unique(faults: Fault[]): Fault[] {
  return [...new Map(faults.map((fault) => [fault.pointer + fault.detail, fault])).values()];
}

function summarise(faults: Fault[]): string {
  const [first] = faults;
  if (!first) return "";
  const where = first.pointer === "" ? "the body" : first.pointer;
  return faults.length === 1
    ? `At ${where}: ${first.detail}`
    : `${faults.length} faults, the first at ${where}: ${first.detail}`;
}
