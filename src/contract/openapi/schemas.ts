import type { z } from "zod";
import type { ZodOpenApiOverride } from "zod-openapi";

/**
 * Reduces the JSON Schema to what a client needs. Objects in responses stay open, because a later
 * version may add fields; a pattern that only repeats the format is left out.
 */
export const plainSchema: ZodOpenApiOverride = ({ zodSchema, jsonSchema, io }) => {
  if (jsonSchema.format) delete jsonSchema.pattern;
  delete jsonSchema.propertyNames;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;

  const { def } = zodSchema._zod;
  if (isObject(def)) {
    if (io === "output" && !def.catchall) delete jsonSchema.additionalProperties;
    for (const [name, field] of Object.entries(def.shape)) {
      if (isNever(field)) delete jsonSchema.properties?.[name];
    }
  }
  // A query parameter that may be given once or several times is an array in OpenAPI.
  const [one, many] = jsonSchema.anyOf ?? [];
  if (isUnion(def) && one && many && "items" in many && sameShape(one, many.items)) {
    delete jsonSchema.anyOf;
    Object.assign(jsonSchema, many);
  }
};

type Def = { type: string };

function isObject(def: Def): def is z.core.$ZodObjectDef {
  return def.type === "object";
}

function isUnion(def: Def): boolean {
  if (def.type === "optional") return isUnion((def as z.core.$ZodOptionalDef).innerType._zod.def);
  return def.type === "union";
}

/**
 * A field that is refused with a hint at what to use instead. The closed object refuses it as well.
 */
function isNever(field: z.core.$ZodType): boolean {
  const { def } = field._zod;
  if (def.type === "optional") return isNever((def as z.core.$ZodOptionalDef).innerType);
  return def.type === "never";
}

function sameShape(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
