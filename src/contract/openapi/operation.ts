import { z } from "zod";
import type {
  oas32 as oas,
  ZodOpenApiOperationObject,
  ZodOpenApiParameters,
  ZodOpenApiResponsesObject,
} from "zod-openapi";
import { canStream, type Endpoint, isRead, type Spec, takesIdempotencyKey } from "../endpoint.ts";
import { receiptOf } from "../receipt.ts";
import { headersOfSuccess } from "./headers.ts";
import { refusals } from "./problem-responses.ts";
import { isInWorkspace, rolesFor, takesIfMatch, takesIfNoneMatch } from "./refusals.ts";
import { tagOf } from "./tags.ts";

export function operationOf(endpoint: Endpoint): ZodOpenApiOperationObject {
  const { method, path, spec } = endpoint;
  return {
    operationId: spec.operation,
    summary: spec.summary,
    description: describe(endpoint),
    tags: [tagOf(path)],
    security: securityOf(spec),
    ...(isInWorkspace(spec.permission) && { "x-required-permission": spec.permission }),
    requestParams: parametersOf(spec),
    parameters: headersOf(endpoint),
    ...(spec.body && { requestBody: bodyOf(method, spec.body) }),
    responses: {
      ...success(endpoint),
      ...(takesIfNoneMatch(endpoint) && { 304: { $ref: "#/components/responses/unchanged" } }),
      ...refusals(endpoint),
    },
  };
}

/** An empty alternative says that the token may be left out. */
function securityOf(spec: Spec): oas.SecurityRequirementObject[] {
  if (spec.permission !== "anyone") return [{ bearer: [] }];
  return spec.optionalToken ? [{}, { bearer: [] }] : [];
}

function describe(endpoint: Endpoint): string {
  const { spec } = endpoint;
  const sentences = [permissionSentence(spec)];
  if (canStream(spec)) {
    sentences.push("With `Accept: text/event-stream` the response is a live stream.");
  }
  if (spec.conditional) {
    sentences.push("`If-Match` is required if the workspace has `require_if_match`.");
  }
  return sentences.join(" ");
}

function permissionSentence(spec: Spec): string {
  if (spec.permission === "anyone") {
    return spec.optionalToken
      ? "Requires no token, and says more with a valid access token."
      : "Requires no token.";
  }
  if (spec.permission === "signed_in") return "Requires the access token of a person.";
  if (spec.permission === "authenticated") {
    const scope = spec.scope === undefined ? "" : ` with the scope \`${spec.scope}\``;
    return `Requires an access token, or an API token${scope}.`;
  }
  const roles = rolesFor(spec.permission).join(", ");
  return `Requires the permission \`${spec.permission}\` (${roles}).`;
}

function parametersOf({ params, query }: Spec): ZodOpenApiParameters {
  return {
    ...(params && { path: params as z.ZodObject }),
    ...(query && { query: query as z.ZodObject }),
  };
}

function headersOf(endpoint: Endpoint): oas.ReferenceObject[] {
  const names = [];
  if (takesIfMatch(endpoint)) names.push("If-Match");
  if (takesIfNoneMatch(endpoint)) names.push("If-None-Match");
  if (takesIdempotencyKey(endpoint)) names.push("Idempotency-Key");
  // A stream outside a workspace sends the state of something, which cannot be resumed.
  const { spec } = endpoint;
  if (canStream(spec) && isInWorkspace(spec.permission)) names.push("Last-Event-ID");
  if (isRead(spec)) names.push("Slacky-Position");
  return names.map((name) => ({ $ref: `#/components/parameters/${name}` }));
}

/** A body without required fields may be left out, which counts as `{}`. */
function bodyOf(method: string, schema: z.ZodType) {
  const types = ["application/json"];
  if (method === "PATCH") types.push("application/merge-patch+json");
  return {
    required: !schema.safeParse({}).success,
    content: Object.fromEntries(types.map((type) => [type, { schema }])),
  };
}

function success(endpoint: Endpoint): ZodOpenApiResponsesObject {
  const { spec } = endpoint;
  const { response, status = 200 } = spec;
  const empty = { description: "No content.", headers: headersOfSuccess(withoutETag(endpoint)) };
  if (!response) {
    return status === 202 ? { 202: { ...empty, description: described[202] } } : { 204: empty };
  }

  const schema = response instanceof z.ZodOptional ? (response.unwrap() as z.ZodType) : response;
  const receipt = receiptOf(spec);
  return {
    [status as 200]: {
      description: described[status],
      headers: headersOfSuccess(endpoint, isPage(schema)),
      content: {
        "application/json": { schema: receipt ? schema.or(receipt) : schema },
        ...(canStream(spec) && streamed),
      },
    },
    ...(schema !== response && { 204: { ...empty, description: "No ticket to claim." } }),
  };
}

const described = {
  200: "OK.",
  201: "Created.",
  202: "Accepted: what was asked for may happen later.",
} as const;

function withoutETag(endpoint: Endpoint): Endpoint {
  return { ...endpoint, spec: { ...endpoint.spec, etag: false } };
}

const streamed = {
  "text/event-stream": {
    schema: { type: "string" },
    example: 'id: 7\nevent: ticket.created\ndata: {"sequence":7,"type":"ticket.created"}\n\n',
  },
} as const;

function isPage(response: z.ZodType): boolean {
  if (response instanceof z.ZodUnion)
    return response.options.every((one) => isPage(one as z.ZodType));
  return "shape" in response && "next_cursor" in (response as z.ZodObject).shape;
}
