import type { z } from "zod";

/** The names of Zod's types in plain words. */
const kinds: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
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
      if (issue.input === undefined) return "This is required.";
      const expected = kinds[issue.expected];
      return expected && `This takes ${expected}, not ${kindOf(issue.input)}.`;
    }
    case "invalid_value":
      return `One of ${issue.values.join(", ")}.`;
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
  if (Array.isArray(value)) return "a list";
  return kinds[typeof value] ?? typeof value;
}

function boundOf(bound: string, origin: string, limit: number | bigint): string | undefined {
  if (origin === "array") return `A list of ${bound} ${limit}.`;
  if (origin === "string") return `Text of ${bound} ${limit} characters.`;
  return `A number of ${bound} ${limit}.`;
}
