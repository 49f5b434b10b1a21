/** The keywords of a schema that affect its type. The others matter only to validators. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  /** The known values of a list that may grow. */
  "x-extensible-enum"?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  /** Set by the printer, for an array that the client only reads. */
  isReadonly?: boolean;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  description?: string;
  deprecated?: boolean;
}

/** The TypeScript type of the values that a schema accepts. */
export function typeOf(schema: Schema): string {
  const { $ref, anyOf, oneOf, allOf, type } = schema;
  if ($ref !== undefined) return nameOf($ref);
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return union(schema.enum.map((value) => JSON.stringify(value)));
  const options = anyOf ?? oneOf;
  if (options) return union(options.filter(isComplete).map(typeOf));
  if (allOf) return allOf.map((part) => inBrackets(typeOf(part))).join(" & ");
  if (Array.isArray(type)) return union(type.map((one) => typeOf({ ...schema, type: one })));
  switch (type) {
    case "object":
      return objectType(schema);
    case "array":
      return `${schema.isReadonly ? "readonly " : ""}${inBrackets(typeOf(schema.items ?? {}))}[]`;
    case "integer":
    case "number":
      return "number";
    case "string":
    case "boolean":
    case "null":
      return type;
    default:
      return "unknown";
  }
}

/**
 * A response may be a receipt instead, for an API token that may not read what it changes. The types
 * leave it out, because with every other token the object is complete. A page of cards, which only
 * `fields=card` asks for, has a type of its own.
 */
function isComplete({ $ref }: Schema): boolean {
  return $ref === undefined || !/(Receipt|CardPage)$/.test(nameOf($ref));
}

/** The fields of an object, each on its own lines, with its description from the contract. */
export function fieldsOf({ properties = {}, required = [] }: Schema): string {
  return Object.entries(properties)
    .map(([name, field]) => {
      const mark = required.includes(name) ? "" : "?";
      return `${comment(field)}${keyOf(name)}${mark}: ${typeOf(field)};\n`;
    })
    .join("");
}

/** `description` and `deprecated` as a comment that editors show. */
export function comment({ description, deprecated }: Schema): string {
  const words = [description, deprecated && "@deprecated"].filter(Boolean).join("\n");
  if (words === "") return "";
  const lines = words.replaceAll("*/", "*\\/").split("\n");
  if (lines.length === 1) return `/** ${lines[0]} */\n`;
  return ["/**", ...lines.map((line) => ` * ${line}`.trimEnd()), " */", ""].join("\n");
}

export function nameOf(reference: string): string {
  return reference.split("/").at(-1) ?? reference;
}

export function union(types: readonly string[]): string {
  return [...new Set(types)].join(" | ");
}

/** A name that is not an identifier in TypeScript needs quotes. */
export function keyOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** An object without declared fields has the type of its additional ones, or no fields if it is closed. */
function objectType(schema: Schema): string {
  const { properties = {}, additionalProperties } = schema;
  if (Object.keys(properties).length > 0) return `{\n${fieldsOf(schema)}}`;
  if (additionalProperties === false) return "Record<string, never>";
  const values =
    typeof additionalProperties === "object" ? typeOf(additionalProperties) : "unknown";
  return `Record<string, ${values}>`;
}

function inBrackets(type: string): string {
  return /[|&]/.test(type) && !type.startsWith("{") ? `(${type})` : type;
}
