import assert from "node:assert/strict";
import { type ProblemCode, problems } from "../../src/problems.ts";
import type { Reply } from "./reply.ts";

const innards =
  /\bat .+\.[jt]s:\d+|node_modules|\.ts\b|\/(src|home|usr|var|tmp|root)\/|\b(select|insert|update|delete) .+\b(from|into|set|where)\b|sqlstate|\bpg_|postgres|relation \\?"|constraint \\?"|does not exist|syntax error|express\b|zod\b|bcrypt|jsonwebtoken|helmet|TypeError|RangeError/i;

/** Checks that a response has what every problem promises, and reveals no internals. */
export function assertProblem(reply: Reply, code?: ProblemCode): void {
  const { status, headers, body } = reply;
  const seen = `${status} ${JSON.stringify(body)}`;
  if (code) assert.equal(body.code, code, seen);
  assert.equal(headers.get("content-type"), "application/problem+json; charset=utf-8", seen);
  assert.ok(Object.hasOwn(problems, body.code), seen);
  assert.equal(status, problems[body.code as ProblemCode].status, seen);
  assert.equal(body.status, status, seen);
  assert.equal(body.title, problems[body.code as ProblemCode].title, seen);
  assert.match(body.type, new RegExp(`^https?://[^/]+/docs/problems/${body.code}$`), seen);
  assert.equal(typeof body.detail, "string", seen);
  assert.ok(body.request_id, seen);
  assert.equal(body.request_id, headers.get("x-request-id"), seen);
  if (status === 401) assert.match(headers.get("www-authenticate") ?? "", /^Bearer /, seen);
  if (status === 405) assert.match(headers.get("allow") ?? "", /^[A-Z]+(, [A-Z]+)*$/, seen);
  if (status === 429 || status === 503) {
    assert.match(headers.get("retry-after") ?? "", /^[1-9]\d*$/, seen);
  }
  assertSecurityHeaders(reply);
  assertNoInternals(seen);
}

/** Checks the headers that every response has. */
export function assertSecurityHeaders({ status, headers, body }: Reply): void {
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.equal(headers.get("referrer-policy"), "no-referrer");
  assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'/);
  const [, age] = /max-age=(\d+)/.exec(headers.get("strict-transport-security") ?? "") ?? [];
  assert.ok(Number(age) >= 31_536_000);
  assert.equal(headers.get("x-powered-by"), null);
  assert.ok(headers.get("x-request-id"));
  const isEmpty = status === 204 || status === 304 || (status === 202 && body === "");
  if (!isEmpty) assert.match(headers.get("content-type") ?? "", /; charset=utf-8$/);
}

/** No stack, statement, table, path or library may appear in a response. */
export function assertNoInternals(answer: string): void {
  assert.doesNotMatch(answer, innards);
}
