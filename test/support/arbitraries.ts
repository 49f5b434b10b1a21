import fc from "fast-check";
import { z } from "zod";

export type Json = z.core.JSONSchema.BaseSchema;

/** What a schema takes, as JSON Schema, with its fields at the top whether it has a name or not. */
export function inputOf(schema: z.ZodType): Json {
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Json;
  return json.$ref ? { ...definition(json, json.$ref), $defs: json.$defs } : json;
}

/** Values that a client should not send, but may. */
export const nasty: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    -0,
    1.5,
    2 ** 53,
    -(2 ** 63),
    1e308,
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "a\udc00",
    "\u202e\u200b\ufeff",
    "\x01\x1b[2J",
    "🧨".repeat(3_000),
    "a".repeat(100_000),
    "' or 1=1; --",
    "$1",
    "- ".repeat(100),
    "%00",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "0000-00-00",
    "9999-12-31T23:59:60Z",
    "00000000-0000-0000-0000-000000000000",
    "NaN",
    "Infinity",
    "constructor",
    [],
    [[]],
    [null],
    {},
    { a: { b: [] } },
    JSON.parse('{"__proto__":{"a":1}}'),
  ),
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ unit: "grapheme", maxLength: 300 }),
  fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<unknown>,
);

/** Values that the schema takes, as far as it describes them; `ids` are known IDs. */
export function valid(
  schema: Json,
  ids: fc.Arbitrary<string>,
  root: Json = schema,
): fc.Arbitrary<unknown> {
  const inner = (part: Json) => valid(part, ids, root);
  if (schema.$ref) return inner(definition(root, schema.$ref));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) {
    return fc.oneof({ maxDepth: 3 }, ...choices.map((choice) => inner(choice as Json)));
  }
  switch (schema.type) {
    case "string":
      return text(schema, ids);
    case "integer":
      return fc.integer({ min: schema.minimum ?? -10, max: schema.maximum ?? 1_000 });
    case "number":
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return fc.array(inner((schema.items ?? {}) as Json), { maxLength: 4 });
    case "object":
      return object(schema, inner);
    default:
      return schema.not
        ? fc.constant(undefined)
        : (fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<unknown>);
  }
}

function object(schema: Json, inner: (part: Json) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const properties = Object.entries(schema.properties ?? {});
  if (properties.length === 0) {
    return fc.dictionary(fc.string({ maxLength: 9 }), fc.jsonValue({ maxDepth: 2 }), {
      maxKeys: 3,
    });
  }
  return fc.record(
    Object.fromEntries(properties.map(([name, part]) => [name, inner(part as Json)])),
    { requiredKeys: schema.required ?? [], noNullPrototype: true },
  );
}

function text(schema: Json, ids: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const { format, pattern, minLength = 0, maxLength = 40 } = schema;
  if (format === "uuid" || format === "guid") return ids;
  if (format === "idn-email") return fc.nat(50).map((n) => `person-${n}@example.com`);
  if (format === "date") return fc.date({ noInvalidDate: true }).map(day);
  if (format === "date-time")
    return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (pattern && !pattern.includes("(?")) return fc.stringMatching(new RegExp(pattern, "u"));
  return fc.oneof(
    {
      arbitrary: fc.string({ unit: "grapheme", minLength, maxLength: Math.min(maxLength, 60) }),
      weight: 3,
    },
    {
      arbitrary: fc.constantFrom(
        "open",
        "in_progress",
        "resolved",
        "Engine",
        "ENG",
        "bug",
        "member",
      ),
      weight: 3,
    },
    { arbitrary: fc.constant("😀".repeat(Math.min(maxLength, 70_000))), weight: 1 },
  );
}

function day(date: Date): string {
  return date.toISOString().replace(/^\+?(\d+)(-\d\d-\d\d)T.*$/, "$1$2");
}

function definition(root: Json, ref: string): Json {
  return (root.$defs?.[ref.split("/").at(-1) ?? ""] ?? {}) as Json;
}
