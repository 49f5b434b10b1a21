import { createDocument, type oas32 as oas, type ZodOpenApiPathsObject } from "zod-openapi";
import { type Endpoint, templateOf } from "../endpoint.ts";
import { addExamples } from "./examples.ts";
import { headers, requestHeaders, unchanged } from "./headers.ts";
import { operationOf } from "./operation.ts";
import { problemResponses, problemSchema } from "./problem-responses.ts";
import { plainSchema } from "./schemas.ts";
import { tagsOf } from "./tags.ts";

const describe = (publicUrl: string) =>
  `
Tickets for teams and for the programs that work with them: optimistic concurrency, idempotent writes,
tamper-evident history and tenant isolation.

- JSON in \`snake_case\`. Times are RFC 3339 in UTC. IDs are UUIDs that the server creates.
- Lists are paginated: \`next_cursor\` and the \`Link\` header lead to the next page.
  A page may be short or empty although more pages follow. Only a page without \`next_cursor\` is the last.
- Every error is \`application/problem+json\` with a stable \`code\`: [all problems](${publicUrl}/docs/problems).
- [How to retry each operation](${publicUrl}/docs/retries) after a lost response. A POST takes an
  \`Idempotency-Key\`.
- [All event types](${publicUrl}/docs/events) of the feed and the audit log.
- Within v1, responses may gain fields and headers, operations may gain optional parameters, and enumerations in
  responses may gain values. Nothing else changes.
`.trim();

/** The API as an OpenAPI 3.1 document. It is made from the endpoints, so it cannot be stale. */
export function createContract(
  endpoints: readonly Endpoint[],
  { publicUrl }: { publicUrl: string },
): oas.OpenAPIObject {
  const contract = createDocument(
    {
      openapi: "3.1.0",
      info: {
        title: "Slacky",
        version: "1",
        description: describe(publicUrl),
        license: { name: "MIT", identifier: "MIT" },
      },
      servers: [{ url: publicUrl }],
      tags: tagsOf(endpoints.map(({ path }) => path)),
      paths: pathsOf(endpoints),
      components: {
        schemas: { Problem: problemSchema },
        responses: { unchanged, ...problemResponses(endpoints, publicUrl) },
        parameters: requestHeaders,
        headers,
        securitySchemes: {
          bearer: {
            type: "http",
            scheme: "bearer",
            description:
              "The `access_token` from sign-in, registration or refresh, or the API token of a service account.",
          },
        },
      },
    },
    { override: plainSchema },
  );
  addExamples(contract);
  return contract;
}

function pathsOf(endpoints: readonly Endpoint[]): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const endpoint of endpoints) {
    const path = templateOf(endpoint.path);
    const method = endpoint.method.toLowerCase() as Lowercase<Endpoint["method"]>;
    paths[path] = { ...paths[path], [method]: operationOf(endpoint) };
  }
  return paths;
}
