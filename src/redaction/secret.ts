import { Problem } from "../problems.ts";

/** What replaces a secret. */
export const redacted = "[redacted]";

/** Anything shorter is also a part of other words. */
const lengthMin = 6;
const fieldsOfHtml = { body: "body_html", description: "description_html" } as const;

/** A text that must not stay in the database, in all the forms in which it may be there. */
export interface Secret {
  /** As somebody may have typed it: with either kind of line break. */
  texts: string[];
  /** Its lines, as a mail quotes them, and the same escaped for HTML. */
  lines: string[];
  /** As HTML shows it. */
  escaped: string[];
}

/** Throws `invalid_request` for a text that would also be found in what has to stay. */
export function toSecret(text: string): Secret {
  const unix = text.replaceAll("\r\n", "\n");
  if ([...unix.trim()].length < lengthMin || redacted.includes(unix)) {
    throw new Problem(
      "invalid_request",
      `The text must have at least ${lengthMin} characters, because a shorter one is also a part of other words. Nothing was changed.`,
    );
  }
  const texts = [...new Set([unix, unix.replaceAll("\n", "\r\n")])];
  const lines = unix
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => [...line].length >= lengthMin);
  const longestFirst = [...new Set(lines)].sort((a, b) => b.length - a.length);
  return {
    texts,
    lines: longestFirst.flatMap((line) => [...new Set([line, escapeHtml(line)])]),
    escaped: texts.map((each) => escapeHtml(each).replaceAll("&#39;", "'")),
  };
}

/** The text without the secret. `max` is its limit in characters, which the replacement may exceed. */
export function withoutSecret({ texts }: Secret, text: string, max?: number): string {
  const replaced = replaceEach(text, texts);
  return max === undefined ? replaced : [...replaced].slice(0, max).join("");
}

/** The same for a text of a mail, in which a secret may be broken into lines. */
export function withoutLines({ lines }: Secret, text: string): string {
  return replaceEach(text, lines);
}

/**
 * The same for all texts in a JSON value. HTML is rendered anew from its text. Names stay, so that
 * the value keeps its form.
 */
export function withoutSecretIn(
  secret: Secret,
  value: unknown,
  render: (text: string) => string,
): unknown {
  if (typeof value === "string") return withoutSecret(secret, value);
  if (Array.isArray(value)) return value.map((each) => withoutSecretIn(secret, each, render));
  if (typeof value !== "object" || value === null) return value;
  const clean: Record<string, unknown> = Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, withoutSecretIn(secret, each, render)]),
  );
  for (const [field, html] of Object.entries(fieldsOfHtml)) {
    const before = (value as Record<string, unknown>)[field];
    const text = clean[field];
    if (typeof text === "string" && text !== before && typeof clean[html] === "string") {
      clean[html] = render(text);
    }
  }
  return clean;
}

/** Whether HTML shows the secret although its text does not contain it: `\_` is shown as `_`. */
export function isShownIn({ texts }: Secret, html: string): boolean {
  const shown = html.replaceAll(/<[^>]*>/g, "").replaceAll(/&(amp|lt|gt|quot|#39);/g, toCharacter);
  return texts.some((text) => shown.includes(text));
}

function replaceEach(text: string, needles: readonly string[]): string {
  return needles.reduce((rest, needle) => rest.replaceAll(needle, () => redacted), text);
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&${entities[character]};`);
}

function toCharacter(entity: string): string {
  const name = entity.slice(1, -1);
  return Object.keys(entities).find((character) => entities[character] === name) ?? entity;
}

const entities: Record<string, string> = {
  "&": "amp",
  "<": "lt",
  ">": "gt",
  '"': "quot",
  "'": "#39",
};
