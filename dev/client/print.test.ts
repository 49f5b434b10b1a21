import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { type Contract, printOperations } from "./print.ts";
import { type Schema, typeOf } from "./types.ts";

const root = join(import.meta.dirname, "../..");

describe("client/operations.ts", () => {
  it("is up to date with openapi.json", async () => {
    const contract = JSON.parse(await readFile(join(root, "openapi.json"), "utf8"));

    const printed = printOperations(contract);

    const file = await readFile(join(root, "client/operations.ts"), "utf8");
    assert.ok(printed === file, "Run: node dev/openapi.ts");
  });
});

describe("the TypeScript type of a schema", () => {
  const types: [schema: Schema, type: string][] = [
    [{ $ref: "#/components/schemas/Ticket" }, "Ticket"],
    [{ type: "integer" }, "number"],
    [{}, "unknown"],
    [{ const: "Bearer" }, '"Bearer"'],
    [{ type: "string", enum: ["a", "b", null] }, '"a" | "b" | null'],
    [{ type: ["string", "null"] }, "string | null"],
    [{ anyOf: [{ type: "string" }, { type: "null" }] }, "string | null"],
    [
      { type: "array", items: { anyOf: [{ type: "string" }, { type: "number" }] } },
      "(string | number)[]",
    ],
    [{ type: "object", additionalProperties: { type: "integer" } }, "Record<string, number>"],
    [{ type: "object", additionalProperties: {} }, "Record<string, unknown>"],
    [{ type: "object", properties: {}, additionalProperties: false }, "Record<string, never>"],
    [{ oneOf: [{ $ref: "#/components/schemas/A" }, { $ref: "#/components/schemas/B" }] }, "A | B"],
    [
      {
        allOf: [
          { $ref: "#/components/schemas/A" },
          { anyOf: [{ type: "null" }, { type: "string" }] },
        ],
      },
      "A & (null | string)",
    ],
    [
      {
        type: "object",
        required: ["a-b"],
        properties: {
          "a-b": { type: "string", description: "With a */ in it." },
          c: { type: "boolean", deprecated: true },
        },
      },
      '{\n/** With a *\\/ in it. */\n"a-b": string;\n/** @deprecated */\nc?: boolean;\n}',
    ],
  ];
  for (const [schema, type] of types) {
    it(`is ${JSON.stringify(type)}`, () => assert.equal(typeOf(schema), type));
  }
});

describe("printing", () => {
  it("combines the path, query and body of an operation in one type, and lists its problem codes", () => {
    const printed = printOperations(contractOf({ cursor: true, header: "If-Match" }));

    assert.match(
      printed,
      /^ {4}input: \{\n {6}thing_id: string;\n {6}cursor\?: string;\n {4}\} & Thing;$/m,
    );
    assert.match(printed, /^ {4}response: Thing \| undefined;$/m);
    assert.match(printed, /export type CommonProblem =\n {2}\| "gone"\n {2}\| "missing";/);
    assert.match(
      printed,
      /^ {4}body: true,\n {4}query: \["cursor"\],\n {4}ifMatch: true,\n {4}paged: true,$/m,
    );
  });

  it("refuses an operation that has one name in two places", () => {
    assert.throws(
      () => printOperations(contractOf({ field: "thing_id" })),
      /makeThing has thing_id twice/,
    );
  });
});

/** An API with one operation. */
function contractOf({ cursor = false, header = "", field = "name" }): Contract {
  const string = { type: "string" };
  const refusal = {
    content: {
      "application/problem+json": {
        schema: { allOf: [{ properties: { code: { enum: ["missing", "gone"] } } }] },
      },
    },
  };
  return {
    paths: {
      "/v1/things/{thing_id}": {
        post: {
          operationId: "makeThing",
          summary: "Make a thing",
          security: [{ bearer: [] }],
          parameters: [
            { name: "thing_id", in: "path", required: true, schema: string },
            ...(cursor ? [{ name: "cursor", in: "query", schema: string }] : []),
            ...(header ? [{ $ref: `#/components/parameters/${header}` }] : []),
          ],
          requestBody: {
            content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } },
          },
          responses: {
            201: {
              content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } },
            },
            204: {},
            404: { $ref: "#/components/responses/missing" },
          },
        },
      },
    },
    components: {
      schemas: {
        Thing: { type: "object", required: [field], properties: { [field]: string } },
        Problem: {
          type: "object",
          properties: { code: { type: "string", "x-extensible-enum": ["missing", "gone"] } },
        },
      },
      responses: { missing: refusal },
    },
  };
}
