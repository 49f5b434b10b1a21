import type { oas32 as oas, ZodOpenApiResponseObject } from "zod-openapi";
import type { ProblemCode } from "../../problems.ts";
import { type Endpoint, takesIdempotencyKey } from "../endpoint.ts";

type Headers = Record<string, oas.HeaderObject>;

/** Every header that a response may have, described once. */
export const headers = {
  "X-Request-Id": {
    description:
      "The ID of the request: the one that a trusted proxy sent in `X-Request-Id` if that is 8 to 128 plain characters, otherwise a new one.",
    schema: { type: "string" },
    required: true,
  },
  RateLimit: {
    description: "What remains of the rate limit (draft-ietf-httpapi-ratelimit-headers-08).",
    schema: { type: "string" },
    example: '"caller"; r=599; t=60',
  },
  "RateLimit-Policy": {
    description: "The rate limit: `q` requests in `w` seconds.",
    schema: { type: "string" },
    example: '"caller"; q=600; w=60',
  },
  ETag: {
    description: "The version. Send it as `If-Match` to change only this version.",
    schema: { type: "string" },
    required: true,
    example: '"7"',
  },
  Location: {
    description: "The URL of the created object.",
    schema: { type: "string", format: "uri-reference" },
    required: true,
  },
  "Set-Cookie": {
    description:
      'Only after `session: "cookie"`: the session cookie with the refresh token, or its removal.',
    schema: { type: "string" },
    example: "__Host-slacky=slr_…; Max-Age=2592000; Path=/; HttpOnly; Secure; SameSite=Strict",
  },
  Link: {
    description: 'The next page, as `rel="next"`. Absent on the last page.',
    schema: { type: "string" },
  },
  "Retry-After": {
    description: "Seconds to wait before the request is sent again.",
    schema: { type: "integer" },
  },
  "Idempotency-Replayed": {
    description:
      "`true` if this is the stored response to an earlier request with the same `Idempotency-Key`.",
    schema: { type: "string", const: "true" },
  },
  "Idempotency-Shortened": {
    description:
      "`true` if the first response had more than 16 KiB. This replay is then its receipt. Read the object if you need the rest.",
    schema: { type: "string", const: "true" },
  },
  "Slacky-Position": {
    description:
      "Only where the server has replicas: how far the database was. Every answer to a write has it, and every answer to a read that sent it. Of two with the same text before the dot, keep the greater one. `unknown` sends the next read to the primary.",
    schema: { type: "string" },
    example: "9f86d081.00000000016B3748",
  },
  "WWW-Authenticate": {
    description: "How to authenticate: with a bearer token.",
    schema: { type: "string" },
    required: true,
  },
} satisfies Headers;

type HeaderName = keyof typeof headers;

/** The request headers that operations may accept. */
export const requestHeaders: Record<string, oas.ParameterObject> = {
  "If-Match": {
    name: "If-Match",
    in: "header",
    description:
      "The `ETag` that you read. If it is no longer current, nothing is changed and the response is 412.",
    schema: { type: "string" },
  },
  "If-None-Match": {
    name: "If-None-Match",
    in: "header",
    description:
      "The `ETag` that you have. If it is still current, the response is 304 without a body.",
    schema: { type: "string" },
  },
  "Idempotency-Key": {
    name: "Idempotency-Key",
    in: "header",
    description:
      "A unique name that you choose for this request, such as a UUID: 1 to 255 visible ASCII characters. For 24 hours, the same request with the same key returns the stored response and has no further effect.",
    schema: { type: "string", minLength: 1, maxLength: 257 },
  },
  "Last-Event-ID": {
    name: "Last-Event-ID",
    in: "header",
    description:
      "For a stream: the sequence of the last event that you have seen, instead of `after`. `EventSource` sends it when it reconnects.",
    schema: { type: "string", pattern: "^\\d{1,15}$" },
  },
  "Slacky-Position": {
    name: "Slacky-Position",
    in: "header",
    description:
      "The position of an earlier response: this one shows at least that. `any` accepts what is up to one second old. Where the server has no replicas, it has no effect.",
    schema: { type: "string" },
  },
};

export const unchanged: ZodOpenApiResponseObject = {
  description: "You have the current version.",
  headers: refer(["X-Request-Id", "ETag", "Slacky-Position"]),
};

export function headersOfSuccess(endpoint: Endpoint, isPage = false) {
  const { spec } = endpoint;
  const names: HeaderName[] = ["X-Request-Id", "RateLimit", "RateLimit-Policy"];
  if (spec.etag) names.push("ETag");
  if (spec.location) names.push("Location");
  if (spec.sessionCookie) names.push("Set-Cookie");
  if (isPage) names.push("Link");
  if (takesIdempotencyKey(endpoint)) names.push("Idempotency-Replayed", "Idempotency-Shortened");
  names.push("Slacky-Position");
  return refer(names);
}

export function headersOfProblem(status: number, codes: readonly ProblemCode[]) {
  const names: HeaderName[] = ["X-Request-Id", "Slacky-Position"];
  if (status === 401) names.push("WWW-Authenticate");
  if (status === 429) names.push("RateLimit", "RateLimit-Policy");
  const isRetryable = status === 429 || status === 503 || codes.includes("request_in_progress");
  if (isRetryable) names.push("Retry-After");
  return refer(names);
}

function refer(names: HeaderName[]): Record<string, oas.ReferenceObject> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
