import { createDocument, type oas32 as oas, type ZodOpenApiPathsObject } from "zod-openapi";
import type { Endpoint } from "../endpoint.ts";
import { addExamples } from "./examples.ts";
import { headers, requestHeaders, unchanged } from "./headers.ts";
import { operationOf } from "./operation.ts";
import { problemResponses, problemSchema } from "./problem-responses.ts";
import { plainSchema } from "./schemas.ts";
import { tagsOf } from "./tags.ts";

const describe = (publicUrl: string) =>
  `
Tickets for teams, and for the programs that work with them. **No lost update, no doubled effect, no forged
history, no look across workspaces.**

- JSON in \`snake_case\`; times are RFC 3339 in UTC; ids are UUIDs made by the server.
- Lists come in pages: \`next_cursor\`, or the \`Link\` header, leads to the next.
  A short or an empty page may not be the last: only one without \`next_cursor\` is.
- Every failure is \`application/problem+json\` with a stable \`code\`. [Each has a page.](${publicUrl}/docs/problems)
- [How each operation is repeated](${publicUrl}/docs/retries), for who got no answer: a POST under its
  \`Idempotency-Key\`.
- [What is recorded](${publicUrl}/docs/events): the types of events, and of entries in the audit log.
- Within v1, answers may gain fields and headers, operations may gain optional parameters, and lists of
  values in answers may grow. Nothing else changes.
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
              "The `access_token` that signing in, registering or refreshing answers, or the API token of a service account.",
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

/** Turns Express's `:name` into the `{name}` of OpenAPI's path templates. */
export function templateOf(path: string): string {
  return path.replace(/:(\w+)/g, "{$1}");
}
