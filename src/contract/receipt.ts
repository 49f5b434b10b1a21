import { z } from "zod";
import type { TokenScope } from "../auth/permissions.ts";
import { type Principal, tokenAllows } from "../auth/workspace-context.ts";

// An API token may be allowed to change something and not to read it. Of what it changes, it gets a
// receipt: a few fields that prove the change. This holds wherever a response contains the object,
// because it is declared with the object's schema and not with an operation.

/** What an API token without `permission` gets of an object. */
interface Receipt {
  permission: TokenScope;
  schema: z.ZodObject;
}

const receipts = new WeakMap<z.core.$ZodType, Receipt>();

/** Declares which fields of an object an API token gets that may not read it. */
export function declareReceipt(
  schema: z.ZodObject,
  { id, permission, fields }: { id: string; permission: TokenScope; fields: readonly string[] },
): void {
  const shape = Object.fromEntries(fields.map((field) => [field, schema.shape[field]]));
  const description = `What an API token without \`${permission}\` gets instead.`;
  receipts.set(schema, { permission, schema: z.object(shape).meta({ id, description }) });
}

/** The receipt that an operation's whole response may be. Its readers are never given one. */
export function receiptOf({
  response,
  permission,
}: {
  response?: z.ZodType;
  permission: string;
}): z.ZodObject | undefined {
  const receipt = response && receipts.get(unwrapped(response));
  return receipt && receipt.permission !== permission ? receipt.schema : undefined;
}

/** The receipt of this object. Throws if it has none. */
export function receiptSchema(schema: z.ZodType): z.ZodObject {
  const receipt = receipts.get(schema);
  if (!receipt) throw new Error("This schema has no receipt.");
  return receipt.schema;
}

/**
 * Reduces what a response or a message of a stream contains to what this principal may read: only an API
 * token may lack a permission. Undefined if nothing in the schema has a receipt.
 */
export function receiptsIn(
  schema: z.core.$ZodType,
): ((value: unknown, principal: Principal | undefined) => unknown) | undefined {
  const reduce = reduceToReceipts(schema);
  return (
    reduce &&
    ((value, principal) =>
      principal?.kind === "token"
        ? reduce(value, (permission) => !tokenAllows(principal, permission))
        : value)
  );
}

type Lacks = (permission: TokenScope) => boolean;
type Reduce = (value: unknown, lacks: Lacks) => unknown;

/**
 * Finds the objects with a receipt in a response's schema. Returns a function that replaces them in
 * a response, for a token that lacks permissions; undefined if there are none.
 */
function reduceToReceipts(schema: z.core.$ZodType): Reduce | undefined {
  const receipt = receipts.get(schema);
  if (receipt) {
    const fields = Object.keys(receipt.schema.shape);
    return (value, lacks) => (lacks(receipt.permission) ? pick(value, fields) : value);
  }
  const { def } = schema._zod;
  if ("innerType" in def) return reduceToReceipts(def.innerType as z.core.$ZodType);
  if (schema instanceof z.ZodArray) return reduceEach(schema.def.element);
  if (schema instanceof z.ZodObject) return reduceFields(schema.def.shape);
  // One of its options is the receipt of another.
  if (schema instanceof z.ZodUnion) return firstOf(schema.def.options.map(reduceToReceipts));
  return undefined;
}

function reduceEach(element: z.core.$ZodType): Reduce | undefined {
  const reduce = reduceToReceipts(element);
  return reduce && ((list, lacks) => (list as unknown[]).map((each) => reduce(each, lacks)));
}

function reduceFields(shape: Record<string, z.core.$ZodType>): Reduce | undefined {
  const reductions = Object.entries(shape).flatMap(([name, field]) => {
    const reduce = reduceToReceipts(field);
    return reduce ? [{ name, reduce }] : [];
  });
  if (reductions.length === 0) return undefined;
  return (value, lacks) => {
    const reduced = { ...(value as Record<string, unknown>) };
    for (const { name, reduce } of reductions) {
      if (reduced[name] !== undefined) reduced[name] = reduce(reduced[name], lacks);
    }
    return reduced;
  };
}

function firstOf(reductions: readonly (Reduce | undefined)[]): Reduce | undefined {
  return reductions.find((reduce) => reduce !== undefined);
}

function pick(value: unknown, fields: readonly string[]): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => fields.includes(name)));
}

function unwrapped(schema: z.ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional ? schema.unwrap() : schema;
}
