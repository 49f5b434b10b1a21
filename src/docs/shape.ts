import { z } from "zod";

type Schema = z.core.JSONSchema.JSONSchema;

const LINE_MAX = 84;

/** What fits a schema, written as a type is: `{ key: string, reason: string | null }`. */
export function shapeOf(schema: z.ZodType): string {
  const whole = z.toJSONSchema(schema);
  return print(whole, whole.$defs ?? {}, "");
}

function print(schema: Schema, defs: Record<string, Schema>, indent: string): string {
  const { $ref, anyOf, const: only, enum: values, type, format, items, properties } = schema;
  const named = $ref && defs[$ref.split("/").at(-1) ?? ""];
  if (named) return print(named, defs, indent);
  if (only !== undefined) return JSON.stringify(only);
  if (anyOf) return anyOf.map((each) => print(each as Schema, defs, indent)).join(" | ");
  if (values) return values.map((value) => JSON.stringify(value)).join(" | ");
  if (Array.isArray(type)) return type.join(" | ");
  if (type === "array") return listOf(print(items as Schema, defs, indent));
  if (properties) return printObject(schema, defs, indent);
  return format ?? type ?? "anything";
}

/** On one line where that is short enough. */
function printObject(
  { properties = {}, required = [] }: Schema,
  defs: Record<string, Schema>,
  indent: string,
): string {
  const inner = `${indent}  `;
  const fields = Object.entries(properties).map(([name, field]) => {
    const mark = required.includes(name) ? "" : "?";
    return `${name}${mark}: ${print(field as Schema, defs, inner)}`;
  });
  if (fields.length === 0) return "{}";
  const line = `{ ${fields.join(", ")} }`;
  if (line.length + indent.length <= LINE_MAX && !line.includes("\n")) return line;
  return `{\n${fields.map((field) => `${inner}${field}\n`).join("")}${indent}}`;
}

function listOf(shape: string): string {
  return shape.includes(" | ") && !shape.startsWith("{") ? `(${shape})[]` : `${shape}[]`;
}
