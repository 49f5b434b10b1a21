import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { endpoints } from "../../app.ts";
import { templateOf } from "../endpoint.ts";
import { createContract } from "./contract.ts";

const contract = JSON.parse(
  JSON.stringify(createContract(endpoints, { publicUrl: "https://slacky.example.com" })),
);

const operationOf = (name: string) => {
  const { method, path } = endpoints.find(({ spec }) => spec.operation === name)!;
  return contract.paths[templateOf(path)][method.toLowerCase()];
};

const parameterOf = (operation: string, name: string) =>
  operationOf(operation).parameters.find((each: { name?: string }) => each.name === name);

const headersOf = (operation: string) =>
  operationOf(operation)
    .parameters.map(({ $ref }: { $ref?: string }) => $ref?.split("/").at(-1))
    .filter(Boolean);

const headersOfResponse = (response: { $ref?: string; headers?: object }) => {
  const name = response.$ref?.split("/").at(-1);
  return (name ? contract.components.responses[name] : response).headers;
};

const codesOf = (operation: string, status: number) => {
  const name = operationOf(operation).responses[status]?.$ref.split("/").at(-1);
  const { schema } = contract.components.responses[name].content["application/problem+json"];
  return schema.allOf[1].properties.code.enum;
};

describe("the OpenAPI contract", () => {
  it("contains every operation of the server under a unique name", () => {
    const names = endpoints.map(({ spec }) => spec.operation);

    assert.equal(new Set(names).size, names.length);
    for (const name of names) assert.equal(operationOf(name).operationId, name);
    assert.deepEqual(contract.servers, [{ url: "https://slacky.example.com" }]);
  });

  it("has example requests that the schemas of their operations accept", () => {
    for (const { spec } of endpoints) {
      if (!spec.body) continue;
      const { example } = operationOf(spec.operation).requestBody.content["application/json"];
      const { success, error } = spec.body.safeParse(example);

      assert.ok(success, `${spec.operation} ${JSON.stringify(example)}: ${error?.message}`);
    }
  });

  it("has a curl command with the method, URL, token and body for an operation", () => {
    const [{ source }] = operationOf("createTicket")["x-codeSamples"];

    assert.match(source, /^curl -X POST 'https:\/\/slacky\.example\.com\/v1\/workspaces\/[\w-]+\//);
    assert.match(source, /-H "Authorization: Bearer \$TOKEN"/);
    assert.match(source, /-d '\{"title":"[^"]+".*\}'$/);
  });

  it("names the required permission, and requires no token for public operations", () => {
    assert.equal(operationOf("createTicket")["x-required-permission"], "ticket:create");
    assert.match(operationOf("createTicket").description, /`ticket:create` \(member, admin\)/);
    assert.deepEqual(operationOf("createTicket").security, [{ bearer: [] }]);
    assert.deepEqual(operationOf("getInstance").security, [{}, { bearer: [] }]);
    const open = endpoints.filter(
      ({ spec }) => spec.permission === "anyone" && !("optionalToken" in spec),
    );
    assert.ok(open.length > 0);
    for (const { spec } of open) assert.deepEqual(operationOf(spec.operation).security, []);
  });

  it("lists the specific and the common error responses of an operation", () => {
    const { responses } = operationOf("updateTicket");

    assert.deepEqual(
      Object.keys(responses).map(Number),
      [200, 400, 401, 403, 404, 406, 409, 412, 413, 415, 422, 428, 429, 500, 503],
    );
    assert.deepEqual(codesOf("updateTicket", 409), ["external_id_taken", "project_archived"]);
    assert.deepEqual(codesOf("updateTicket", 503), ["unavailable", "commit_unknown"]);
    assert.deepEqual(codesOf("getTicket", 503), ["unavailable"]);
  });

  it("declares 403 only for tokens if every role may, and no 413 without a request body", () => {
    const { responses } = operationOf("getTicket");

    assert.equal(responses[403].$ref, "#/components/responses/insufficient_scope");
    assert.equal(operationOf("getMe").responses[403], undefined);
    assert.equal(responses[413], undefined);
  });

  it("declares If-Match and If-None-Match only where they are supported", () => {
    const conditions = (operation: string) =>
      headersOf(operation).filter((name: string) => name.startsWith("If-"));

    assert.deepEqual(conditions("updateTicket"), ["If-Match"]);
    assert.deepEqual(conditions("getTicket"), ["If-None-Match"]);
    assert.deepEqual(conditions("listTickets"), []);
  });

  it("lets reads send a position, and declares one for what every operation returns", () => {
    for (const { spec } of endpoints) {
      const takes = headersOf(spec.operation).includes("Slacky-Position");
      assert.equal(takes, "read" in spec || "queries" in spec, spec.operation);
      for (const response of Object.values<object>(operationOf(spec.operation).responses)) {
        assert.ok("Slacky-Position" in headersOfResponse(response), spec.operation);
      }
    }
  });

  it("accepts a merge patch under both of its media types", () => {
    assert.deepEqual(Object.keys(operationOf("updateTicket").requestBody.content), [
      "application/json",
      "application/merge-patch+json",
    ]);
  });

  it("describes query parameters with their types: a number, a list", () => {
    assert.equal(parameterOf("listTickets", "limit").schema.type, "integer");
    assert.equal(parameterOf("listTickets", "limit").schema.default, 50);
    assert.equal(parameterOf("listTickets", "status").schema.type, "array");
  });

  it("forbids additional properties in requests and allows them in responses", () => {
    const { CreateTicket, UpdateTicket, Ticket } = contract.components.schemas;

    assert.equal(CreateTicket.additionalProperties, false);
    assert.equal("additionalProperties" in Ticket, false);
    assert.equal("status" in UpdateTicket.properties, false);
  });

  it("states for every page type that a short or empty page may not be the last", () => {
    const pages = Object.entries<{ properties?: Record<string, { description?: string }> }>(
      contract.components.schemas,
    ).filter(([, { properties }]) => properties && "next_cursor" in properties);

    assert.ok(pages.length > 5);
    for (const [name, { properties }] of pages) {
      assert.match(properties?.next_cursor?.description ?? "", /short, or empty, may not/, name);
    }
  });
});
