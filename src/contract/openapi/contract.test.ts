import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { endpoints } from "../../app.ts";
import { createContract, templateOf } from "./contract.ts";

const contract = JSON.parse(
  JSON.stringify(createContract(endpoints, { publicUrl: "https://slacky.example.com" })),
);

const operationOf = (name: string) => {
  const { method, path } = endpoints.find(({ spec }) => spec.operation === name)!;
  return contract.paths[templateOf(path)][method.toLowerCase()];
};

const parameterOf = (operation: string, name: string) =>
  operationOf(operation).parameters.find((each: { name?: string }) => each.name === name);

const codesOf = (operation: string, status: number) => {
  const name = operationOf(operation).responses[status]?.$ref.split("/").at(-1);
  const { schema } = contract.components.responses[name].content["application/problem+json"];
  return schema.allOf[1].properties.code.enum;
};

describe("the contract", () => {
  it("has every operation of the server, each under a name of its own", () => {
    const names = endpoints.map(({ spec }) => spec.operation);

    assert.equal(new Set(names).size, names.length);
    for (const name of names) assert.equal(operationOf(name).operationId, name);
    assert.deepEqual(contract.servers, [{ url: "https://slacky.example.com" }]);
  });

  it("shows requests that their own operations take", () => {
    for (const { spec } of endpoints) {
      if (!spec.body) continue;
      const { example } = operationOf(spec.operation).requestBody.content["application/json"];
      const { success, error } = spec.body.safeParse(example);

      assert.ok(success, `${spec.operation} ${JSON.stringify(example)}: ${error?.message}`);
    }
  });

  it("shows each request as a line for a shell, whatever is in it", () => {
    const [{ source }] = operationOf("createTicket")["x-codeSamples"];

    assert.match(source, /^curl -X POST 'https:\/\/slacky\.example\.com\/v1\/workspaces\/[\w-]+\//);
    assert.match(source, /-H "Authorization: Bearer \$TOKEN"/);
    assert.match(source, /-d '\{"title":"[^"]+".*\}'$/);
  });

  it("names the permission that an operation needs, and asks nobody for a token who needs none", () => {
    assert.equal(operationOf("createTicket")["x-required-permission"], "ticket:create");
    assert.match(operationOf("createTicket").description, /`ticket:create` \(member, admin\)/);
    assert.deepEqual(operationOf("createTicket").security, [{ bearer: [] }]);
    const open = endpoints.filter(({ spec }) => spec.permission === "anyone");
    assert.ok(open.length > 0);
    for (const { spec } of open) assert.deepEqual(operationOf(spec.operation).security, []);
  });

  it("lists an operation's own refusals with those of every operation like it", () => {
    const { responses } = operationOf("updateTicket");

    assert.deepEqual(
      Object.keys(responses).map(Number),
      [200, 400, 401, 403, 404, 406, 409, 412, 413, 415, 422, 428, 429, 500, 503],
    );
    assert.deepEqual(codesOf("updateTicket", 409), ["external_id_taken", "project_archived"]);
    assert.deepEqual(codesOf("updateTicket", 503), ["unavailable", "commit_unknown"]);
    assert.deepEqual(codesOf("getTicket", 503), ["unavailable"]);
  });

  it("declares 403 of tokens alone where every role may, and no 413 where there is no body", () => {
    const { responses } = operationOf("getTicket");

    assert.equal(responses[403].$ref, "#/components/responses/insufficient_scope");
    assert.equal(operationOf("getMe").responses[403], undefined);
    assert.equal(responses[413], undefined);
  });

  it("has the preconditions where they work", () => {
    const names = (operation: string) =>
      operationOf(operation)
        .parameters.map((each: { $ref?: string }) => each.$ref?.split("/").at(-1))
        .filter(Boolean);

    assert.deepEqual(names("updateTicket"), ["If-Match"]);
    assert.deepEqual(names("getTicket"), ["If-None-Match"]);
    assert.deepEqual(names("listTickets"), []);
  });

  it("takes a merge patch under either of its types", () => {
    assert.deepEqual(Object.keys(operationOf("updateTicket").requestBody.content), [
      "application/json",
      "application/merge-patch+json",
    ]);
  });

  it("describes parameters as they are sent: a number, a list", () => {
    assert.equal(parameterOf("listTickets", "limit").schema.type, "integer");
    assert.equal(parameterOf("listTickets", "limit").schema.default, 50);
    assert.equal(parameterOf("listTickets", "status").schema.type, "array");
  });

  it("closes what is sent, and leaves what is answered open for more", () => {
    const { CreateTicket, UpdateTicket, Ticket } = contract.components.schemas;

    assert.equal(CreateTicket.additionalProperties, false);
    assert.equal("additionalProperties" in Ticket, false);
    assert.equal("status" in UpdateTicket.properties, false);
  });

  it("says of every page that a short or an empty one may not be the last", () => {
    const pages = Object.entries<{ properties?: Record<string, { description?: string }> }>(
      contract.components.schemas,
    ).filter(([, { properties }]) => properties && "next_cursor" in properties);

    assert.ok(pages.length > 5);
    for (const [name, { properties }] of pages) {
      assert.match(properties?.next_cursor?.description ?? "", /short, or empty, may not/, name);
    }
  });
});
