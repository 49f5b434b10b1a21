import { hash } from "node:crypto";
import { z } from "zod";

// Descriptions and comments can be edited and deleted, and events cannot. So an event says that a
// text changed, and never what it said: not in the outbox, and not in the feed.

/** The fields of `changes` that are such texts. */
export const textFields = ["description", "body"] as const;
export type TextField = (typeof textFields)[number];

/** A changed text in the feed. Even a digest or a length would confirm a guess of a short text. */
export const textChanged = z.object({ changed: z.literal(true) }).meta({
  description: "The text changed. Its event does not contain it: read the ticket or the comment.",
});

/** A changed text as a command records it. */
export interface TextChange {
  from: string | null;
  to: string | null;
}

/** The `data` of an event as a command records it: with the texts, which `recordEvent` replaces. */
export type WithTexts<Data> = Data extends { changes: infer Changes }
  ? Omit<Data, "changes"> & {
      changes: {
        [Field in keyof Changes]: Field extends TextField ? TextChange : Changes[Field];
      };
    }
  : Data;

type Data = Record<string, unknown>;

/**
 * Replaces each changed text by the digests of the old and the new one: what the outbox and the
 * audit log have. Texts that were replaced before stay as they are.
 */
export function withDigests(data: Data): Data {
  return mapTexts(data, ({ from, to }) => ({ from: digestOf(from), to: digestOf(to) }));
}

/** Leaves of each changed text only that it changed: what the feed has. */
export function withoutTexts(data: Data): Data {
  return mapTexts(data, () => ({ changed: true }));
}

function mapTexts(
  data: Data,
  replace: (change: { from?: unknown; to?: unknown }) => unknown,
): Data {
  const { changes } = data as { changes?: Data };
  const changed = textFields.filter((field) => changes?.[field] !== undefined);
  if (changed.length === 0) return data;
  const replaced = changed.map((field) => [field, replace(changes?.[field] as object)]);
  return { ...data, changes: { ...changes, ...Object.fromEntries(replaced) } };
}

/** A text of an earlier version's process is a string here; everything else was replaced before. */
function digestOf(text: unknown): unknown {
  if (typeof text !== "string") return text ?? null;
  return { sha256: hash("sha256", text), length: codePoints(text) };
}

function codePoints(text: string): number {
  return text.length - (text.match(/[\u{10000}-\u{10ffff}]/gu)?.length ?? 0);
}
