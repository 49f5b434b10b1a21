import { z } from "zod";
import { parseEmailAddress } from "../text/email-address.ts";
import { toNfc } from "../text/normalize.ts";
import { isOneLine } from "../text/one-line.ts";
import { isVisible } from "../text/visible.ts";

/**
 * An ID in the API: a UUID made by the server (version 7, so that IDs sort by age). Lower case, as
 * PostgreSQL prints it, so that it can be compared with those in rows.
 */
export const id = idOr();

/** An ID or, as the error message then says, one of these words. */
export function idOr(...words: string[]) {
  return z
    .guid(`Must be ${["a UUID", ...words].join(", ").replace(/, ([^,]*)$/, " or $1")}.`)
    .toLowerCase()
    .meta({
      format: "uuid",
      example: "01924f5e-7b3c-7c55-9f0e-2c8f4a7d1e90",
    });
}

/**
 * A time with an offset (RFC 3339). PostgreSQL accepts neither year 0, offsets beyond 15:59 nor
 * fractions of a hundred digits.
 */
export const moment = z.iso
  .datetime({ offset: true, error: momentDetail })
  .refine(
    (text) => text.length <= 40 && !/^0000|[+-](1[6-9]|2\d):\d\d$/.test(text),
    momentDetail(),
  );

/** A time in a response: printed by PostgreSQL, always in UTC. */
export const timestamp = z
  .string()
  .meta({ format: "date-time", example: "2026-11-22T09:30:00.123456Z" });

/** A calendar date that exists and that PostgreSQL can store. */
export const day = z.iso
  .date("Must be a date in the form YYYY-MM-DD.")
  .refine((text) => !text.startsWith("0000"), "Must be a date in the form YYYY-MM-DD.")
  .meta({ format: "date", example: "2026-12-24" });

/** The number of a version in a path. */
export const versionNumber = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, "Must be the number of a version, 1 or more.")
  .transform(Number)
  .meta({
    description: "The number of a version.",
    override: { type: "integer", pattern: undefined, minimum: 1, maximum: 999_999_999, example: 3 },
  });

const unreadable = "Must contain visible characters.";

/**
 * Text with a minimum and maximum length, counted in code points, as PostgreSQL and JSON Schema do.
 */
export function text({ min = 0, max }: { min?: number; max: number }) {
  const length =
    min > 0
      ? `Must be ${min} to ${max} characters long.`
      : `Must be at most ${max} characters long.`;
  return z
    .string()
    .refine((value) => isWithin(value, min, max), length)
    .refine(isEmptyOrVisible, unreadable)
    .meta({ minLength: min, maxLength: max });
}

/** One visible line of text, stored as it was sent except for surrounding whitespace. */
export function line({ max }: { max: number }) {
  return lineOf(z.string().trim(), max);
}

/** A line in NFC, for names: each name has one form. */
export function normalizedLine({ max }: { max: number }) {
  return lineOf(z.string().trim().overwrite(toNfc), max);
}

/**
 * An email address in NFC, in UTF-8 before the `@` and after it (RFC 6531). Its key is what makes it
 * unique.
 */
export const email = z
  .string()
  .overwrite(toNfc)
  .refine(
    (address) => parseEmailAddress(address) !== undefined,
    "Must be an email address such as ada@example.com.",
  )
  .meta({ format: "idn-email", maxLength: 254, example: "ada@example.com" });

/** A list's parameter for what belongs to archived projects. */
export const archivedParameter = z.enum(["false", "include"]).default("false").meta({
  description:
    "`include` adds tickets of archived projects. Without effect where `project_id` is given; a search for a key finds its ticket in any case.",
});

/** The body of a POST without fields: `{}`, or no body at all. */
export const nothing = z.strictObject({});

export const workspaceParams = z.object({ workspace_id: id });

function lineOf(trimmed: z.ZodString, max: number) {
  return trimmed
    .refine((value) => isWithin(value, 1, max), `Must be 1 to ${max} characters long.`)
    .refine(isOneLine, "Must be one line without control characters.")
    .refine(isEmptyOrVisible, unreadable)
    .meta({ minLength: 1, maxLength: max });
}

/** In a URL's query a + means a space, so an offset such as +01:00 must be escaped. */
function momentDetail({ input }: { input?: unknown } = {}): string {
  const isBlanked = typeof input === "string" && /\d \d\d:\d\d$/.test(input);
  const advice = isBlanked ? " In a URL, + must be written as %2B." : "";
  return `Must be a time such as 2026-11-22T09:30:00Z.${advice}`;
}

function isWithin(value: string, min: number, max: number): boolean {
  if (value.length < min || value.length > max * 2) return false;
  const length = [...value].length;
  return length >= min && length <= max;
}

/** Empty text passes here; whether it is allowed is decided by the length check. */
function isEmptyOrVisible(value: string): boolean {
  return value === "" || isVisible(value);
}
