import type { oas32 as oas } from "zod-openapi";
import { exampleOf } from "./example-of.ts";

const methods = ["get", "post", "patch", "put", "delete"] as const;

/**
 * Adds a request that works and its response to every operation, and the request as a curl command.
 */
export function addExamples(contract: oas.OpenAPIObject): void {
  const schemas = contract.components?.schemas ?? {};
  const server = contract.servers?.[0]?.url ?? "";
  for (const [path, item] of Object.entries(contract.paths ?? {})) {
    for (const method of methods) {
      const operation: oas.OperationObject | undefined = item[method];
      if (!operation) continue;
      dropFilters(operation);
      const body = exampleRequest(operation, schemas);
      exampleResponses(operation, schemas);
      operation["x-codeSamples"] = [
        {
          lang: "Shell",
          label: "curl",
          source: curl({ method, url: server + fill(path, operation, schemas), operation, body }),
        },
      ];
    }
  }
}

/** Documentation tools would send the example of a filter, and find nothing. */
function dropFilters({ parameters = [] }: oas.OperationObject): void {
  for (const parameter of parameters) {
    if ("in" in parameter && parameter.in === "query" && !parameter.required) {
      delete (parameter.schema as { example?: unknown }).example;
    }
  }
}

type Schemas = NonNullable<oas.ComponentsObject["schemas"]>;

function exampleRequest({ requestBody }: oas.OperationObject, schemas: Schemas): unknown {
  const { content = {} } = (requestBody ?? {}) as oas.RequestBodyObject;
  const media = Object.values(content) as oas.MediaTypeObject[];
  for (const type of media) type.example = exampleOf(type.schema ?? {}, schemas, "request");
  return media[0]?.example;
}

function exampleResponses({ responses }: oas.OperationObject, schemas: Schemas): void {
  for (const response of Object.values(responses ?? {}) as oas.ResponseObject[]) {
    const json = response.content?.["application/json"] as oas.MediaTypeObject | undefined;
    if (json) json.example = exampleOf(json.schema ?? {}, schemas, "response");
  }
}

function fill(path: string, { parameters = [] }: oas.OperationObject, schemas: Schemas): string {
  return path.replace(/\{(\w+)\}/g, (_, name) => {
    const parameter = parameters.find((each) => "name" in each && each.name === name);
    const { schema = {} } = parameter as oas.ParameterObject;
    return encodeURIComponent(String(exampleOf(schema, schemas, "request")));
  });
}

function curl({
  method,
  url,
  operation,
  body,
}: {
  method: string;
  url: string;
  operation: oas.OperationObject;
  body: unknown;
}): string {
  const parts = [method === "get" ? `curl '${url}'` : `curl -X ${method.toUpperCase()} '${url}'`];
  if (operation.security?.length) parts.push(`-H "Authorization: Bearer $TOKEN"`);
  if (body !== undefined) {
    parts.push("-H 'Content-Type: application/json'", `-d '${quoted(JSON.stringify(body))}'`);
  }
  return parts.join(" \\\n  ");
}

/** Within single quotes a shell interprets nothing except the quote itself. */
function quoted(text: string): string {
  return text.replaceAll("'", `'\\''`);
}
