import type { z } from "zod";

/** The names of Zod's types in plain words. */
const kinds: Record<string, string> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "a boolean",
  array: "an array",
  object: "an object",
  record: "an object",
};

/**
 * Says what is expected, for an issue whose schema has no message of its own. Undefined leaves the
 * message to Zod, whose wording is for programmers.
 */
export function faultDetail(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type": {
      if (issue.input === undefined) return "Is required.";
      const expected = kinds[issue.expected];
      return expected && `Must be ${expected}, not ${kindOf(issue.input)}.`;
    }
    case "invalid_value":
      return issue.values.length === 1
        ? `Must be ${String(issue.values[0])}.`
        : `Must be one of ${issue.values.join(", ")}.`;
    case "too_small":
      return boundOf("at least", issue.origin, issue.minimum);
    case "too_big":
      return boundOf("at most", issue.origin, issue.maximum);
    default:
      return undefined;
  }
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return kinds[typeof value] ?? typeof value;
}

function boundOf(bound: string, origin: string, limit: number | bigint): string | undefined {
  if (origin === "array") return `Must have ${bound} ${limit} items.`;
  if (origin === "string") return `Must be ${bound} ${limit} characters long.`;
  return `Must be ${bound} ${limit}.`;
}
