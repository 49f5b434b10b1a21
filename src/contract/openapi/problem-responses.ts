import type { oas32 as oas, ZodOpenApiResponseObject } from "zod-openapi";
import { type ProblemCode, problems } from "../../problems.ts";
import type { Endpoint } from "../endpoint.ts";
import { headersOfProblem } from "./headers.ts";
import { byStatus, refusalsOf } from "./refusals.ts";

/** The members that every problem has, and the most common ones that depend on its code. */
export const problemSchema: oas.SchemaObject = {
  type: "object",
  description: "What went wrong (RFC 9457). A program reads `code`, a person `detail`.",
  required: ["type", "title", "status", "code", "detail", "request_id"],
  properties: {
    type: { type: "string", format: "uri", description: "A page about this kind of problem." },
    title: { type: "string" },
    status: { type: "integer" },
    code: {
      type: "string",
      description: "Stable: a code keeps its meaning. More may come.",
      "x-extensible-enum": Object.keys(problems),
    },
    detail: { type: "string", description: "What is wrong with this very request." },
    request_id: { type: "string", description: "Finds the request in the server's log." },
    errors: {
      type: "array",
      description:
        "Every fault at once. A pointer (RFC 6901) leads into the body, or begins with /query, /path or /headers.",
      items: {
        type: "object",
        required: ["pointer", "detail"],
        properties: { pointer: { type: "string" }, detail: { type: "string" } },
      },
    },
    retry_after: { type: "integer", description: "Seconds to wait, as `Retry-After` says." },
    required_permission: {
      type: "string",
      description: "What your role lacks, or your API token's scopes.",
    },
    current_version: { type: "integer", description: "Whose `ETag` you did not name." },
    allowed: {
      type: "array",
      items: { type: "string" },
      description: "The statuses that you may move the ticket to.",
    },
    from: { type: "string", description: "Where the ticket stands." },
    to: { type: "string", description: "Where it was to go." },
    statuses: { type: "array", items: { type: "string" }, description: "Statuses in use." },
    ticket_id: { type: "string", format: "uuid", description: "The ticket in the way." },
    project_id: { type: "string", format: "uuid", description: "The project in the way." },
    limit: { type: "integer", description: "How much, or how many, are had at most." },
    oldest: { type: "integer", description: "The oldest event that is left." },
    head: { type: "integer", description: "The newest event there is." },
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
