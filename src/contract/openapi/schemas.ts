import type { z } from "zod";
import type { ZodOpenApiOverride } from "zod-openapi";

/**
 * Says in the contract what a client needs and no more. An answer's objects stay open, because a later
 * version may add fields; a format says what the pattern behind it repeats.
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
  // A parameter that may stand once or several times is a list in OpenAPI's terms.
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
  return def.type === "union";
}

/** A field that is refused with a word on where to turn, which the closed object refuses just as well. */
function isNever(field: z.core.$ZodType): boolean {
  const { def } = field._zod;
  if (def.type === "optional") return isNever((def as z.core.$ZodOptionalDef).innerType);
  return def.type === "never";
}

function sameShape(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
