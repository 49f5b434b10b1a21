import type { z } from "zod";

/** What a schema expects, as a person would say it. */
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
 * Says what would be taken, for a fault that its schema has no words for; undefined leaves it to Zod, whose
 * words are a programmer's.
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
