import type { oas32 as oas } from "zod-openapi";

type Schema = Exclude<oas.SchemaObject, boolean>;
type Schemas = NonNullable<oas.ComponentsObject["schemas"]>;

/**
 * A request example contains only what matters and works anywhere, a response example everything.
 */
type Side = "request" | "response";

/**
 * Creates a value that conforms to the schema, from the examples of its fields where they have one.
 */
export function exampleOf(
  schema: oas.SchemaObject | oas.ReferenceObject,
  schemas: Schemas,
  side: Side,
): unknown {
  const { example, const: only, enum: values, anyOf, type, ...rest } = resolve(schema, schemas);
  if (example !== undefined) return example;
  if (only !== undefined) return only;
  if (isNullable(anyOf, type)) return null;
  if (values) return values[0];
  if (rest.default !== undefined) return rest.default;
  if (anyOf?.[0]) return exampleOf(anyOf[0], schemas, side);
  switch (type) {
    case "object":
      return exampleObject(rest, schemas, side);
    case "array":
      return exampleArray(rest, schemas, side);
    case "integer":
    case "number":
      return rest.minimum ?? 1;
    case "boolean":
      return false;
    default:
      return exampleText(rest);
  }
}

function resolve(schema: oas.SchemaObject | oas.ReferenceObject, schemas: Schemas): Schema {
  if (typeof schema === "boolean") return {};
  const name = schema.$ref?.split("/").at(-1);
  return name === undefined ? (schema as Schema) : resolve(schemas[name] ?? {}, schemas);
}

function isNullable(anyOf: Schema["anyOf"], type: Schema["type"]): boolean {
  if (Array.isArray(type)) return type.includes("null");
  return anyOf?.some((option) => typeof option === "object" && isNull(option)) ?? false;
}

function isNull(schema: object): boolean {
  return "type" in schema && schema.type === "null";
}

function exampleObject({ properties = {}, required = [] }: Schema, schemas: Schemas, side: Side) {
  const shown = Object.entries(properties).filter(
    ([name, field]) =>
      side === "response" || required.includes(name) || isWorthSending(resolve(field, schemas)),
  );
  return Object.fromEntries(shown.map(([name, field]) => [name, exampleOf(field, schemas, side)]));
}

/** Optional IDs are left out: an example cannot know one that exists. */
function isWorthSending({ example, format }: Schema): boolean {
  return example !== undefined && format !== "uuid";
}

function exampleArray({ items, minItems = 0 }: Schema, schemas: Schemas, side: Side): unknown[] {
  if (items === undefined || typeof items === "boolean") return [];
  const { type, example, enum: values } = resolve(items, schemas);
  const isInformative = type === "object" || example !== undefined || values !== undefined;
  return minItems > 0 || isInformative ? [exampleOf(items, schemas, side)] : [];
}

function exampleText({ format, minLength = 0 }: Schema): string {
  const byFormat: Record<string, string> = {
    uuid: "01924f5e-7b3c-7c55-9f0e-2c8f4a7d1e90",
    "date-time": "2026-11-22T09:30:00.123456Z",
    date: "2026-12-24",
    email: "ada@example.com",
  };
  return byFormat[format ?? ""] ?? "text".padEnd(minLength, ".");
}
