import type { oas32 as oas, ZodOpenApiResponseObject } from "zod-openapi";
import { type ProblemCode, problems } from "../../problems.ts";
import type { Endpoint } from "../endpoint.ts";
import { headersOfProblem } from "./headers.ts";
import { byStatus, refusalsOf } from "./refusals.ts";

/** The members that every problem has, and the most common ones that depend on its code. */
export const problemSchema: oas.SchemaObject = {
  type: "object",
  description: "What went wrong (RFC 9457). `code` is for programs, `detail` for people.",
  required: ["type", "title", "status", "code", "detail", "request_id"],
  properties: {
    type: {
      type: "string",
      format: "uri",
      description: "The URL of a page about this kind of problem.",
    },
    title: { type: "string" },
    status: { type: "integer" },
    code: {
      type: "string",
      description: "A stable code. Later versions may add codes.",
      "x-extensible-enum": Object.keys(problems),
    },
    detail: { type: "string", description: "What is wrong with this request, and how to fix it." },
    request_id: { type: "string", description: "Identifies the request in the server's log." },
    errors: {
      type: "array",
      description:
        "All faults of the request. A pointer (RFC 6901) refers to the body, or starts with /query, /path or /headers.",
      items: {
        type: "object",
        required: ["pointer", "detail"],
        properties: { pointer: { type: "string" }, detail: { type: "string" } },
      },
    },
    retry_after: {
      type: "integer",
      description: "Seconds to wait before the next attempt, as in `Retry-After`.",
    },
    required_permission: {
      type: "string",
      description: "The permission that your role, or the scopes of your API token, lack.",
    },
    current_version: {
      type: "integer",
      description: "The current version, which `If-Match` did not match.",
    },
    current: {
      description:
        "The ticket whose version did not match, if you may read tickets. Absent in a bulk request and for a comment.",
      allOf: [{ $ref: "#/components/schemas/Ticket" }],
    },
    allowed: {
      type: "array",
      items: { type: "string" },
      description: "The statuses to which you can move the ticket.",
    },
    from: { type: "string", description: "The current status of the ticket." },
    to: { type: "string", description: "The requested status." },
    statuses: {
      type: "array",
      items: { type: "string" },
      description: "The statuses that are in use.",
    },
    ticket_id: {
      type: "string",
      format: "uuid",
      description: "The ticket that caused the conflict.",
    },
    project_id: {
      type: "string",
      format: "uuid",
      description: "The project that caused the conflict.",
    },
    limit: { type: "integer", description: "The maximum, in bytes or as a count." },
    oldest: { type: "integer", description: "The sequence of the oldest event that is available." },
    head: { type: "integer", description: "The sequence of the newest event." },
  },
};

const memberExamples: Partial<Record<ProblemCode, Record<string, unknown>>> = {
  invalid_request: { errors: [{ pointer: "/title", detail: "1 to 200 characters." }] },
  insufficient_scope: { required_permission: "ticket:edit", scopes: ["ticket:read"] },
  forbidden: { required_permission: "ticket:edit" },
  bulk_failed: { failed: [{ operation: 1, problem: { code: "project_archived", status: 409 } }] },
  invalid_transition: { from: "open", to: "closed", allowed: ["in_progress"] },
  version_mismatch: { current_version: 8 },
  request_in_progress: { retry_after: 1 },
  rate_limited: { retry_after: 12 },
  unavailable: { retry_after: 1 },
  commit_unknown: { retry_after: 1 },
};

/**
 * An operation's error responses, one per status, each a reference to one of `problemResponses`.
 */
export function refusals(endpoint: Endpoint): Record<string, oas.ReferenceObject> {
  const statuses = [...byStatus(refusalsOf(endpoint))];
  return Object.fromEntries(
    statuses.map(([status, codes]) => [
      status,
      { $ref: `#/components/responses/${nameOf(codes)}` },
    ]),
  );
}

/** Every response that `refusals` refers to, by its name. */
export function problemResponses(
  endpoints: readonly Endpoint[],
  publicUrl: string,
): Record<string, ZodOpenApiResponseObject> {
  const groups = endpoints.flatMap((endpoint) => [...byStatus(refusalsOf(endpoint)).values()]);
  const named = new Map(groups.map((codes) => [nameOf(codes), codes]));
  return Object.fromEntries(
    [...named].sort().map(([name, codes]) => [name, problemResponse(codes, publicUrl)]),
  );
}

function nameOf(codes: readonly ProblemCode[]): string {
  return codes.join("-or-");
}

function problemResponse(codes: ProblemCode[], publicUrl: string): ZodOpenApiResponseObject {
  const [first] = codes;
  const { status } = problems[first!];
  return {
    description: codes.map((code) => `\`${code}\`: ${problems[code].help}`).join("\n\n"),
    headers: headersOfProblem(status, codes),
    content: {
      "application/problem+json": {
        schema: {
          allOf: [
            { $ref: "#/components/schemas/Problem" },
            { type: "object", properties: { status: { const: status }, code: { enum: codes } } },
          ],
        },
        examples: Object.fromEntries(
          codes.map((code) => [code, { value: exampleOfProblem(code, publicUrl) }]),
        ),
      },
    },
  };
}

export function exampleOfProblem(code: ProblemCode, publicUrl: string): Record<string, unknown> {
  const { status, title, help } = problems[code];
  return {
    type: `${publicUrl}/docs/problems/${code}`,
    title,
    status,
    code,
    detail: help,
    request_id: "2f1c5a0e-6f0b-4c39-9d43-0a4f1b0c7b11",
    ...memberExamples[code],
  };
}
