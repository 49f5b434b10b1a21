/** A complete key of a ticket, in any case: `eng-42`. */
const completeKey = /^[a-z][a-z0-9]*-[1-9]\d*$/i;

/** The key that was typed, as the API writes it; undefined for anything else. */
export function typedKey(text: string): string | undefined {
  const trimmed = text.trim();
  return completeKey.test(trimmed) ? trimmed.toUpperCase() : undefined;
}

/** With fewer letters than this, scattered ones would match nearly everything. */
const SCATTERED_MIN = 3;

/** From here on, what was typed is the beginning of the name, or of words in it. */
export const STRONG = 3;

/**
 * How well a name fits what was typed: best as a whole, then at its beginning, at the beginning of
 * words, within a word, and with all letters in order. Undefined if it does not fit.
 */
export function scoreOf(text: string, name: string): number | undefined {
  const wanted = text.trim().toLowerCase();
  const lower = name.toLowerCase();
  if (wanted === "") return 1;
  const at = lower.indexOf(wanted);
  if (lower === wanted) return 5;
  if (at === 0) return 4;
  const words = wanted.split(/\s+/);
  const spaced = ` ${lower.replace(/[^\p{L}\p{N}]+/gu, " ")}`;
  if (words.every((word) => spaced.includes(` ${word}`))) return STRONG;
  if (at > 0) return 2;
  if (words.length > 1 && words.every((word) => lower.includes(word))) return 2;
  return wanted.length >= SCATTERED_MIN && hasScattered(lower, wanted) ? 1 : undefined;
}

/** Whether a word begins with the first letter, and the others follow somewhere in order. */
function hasScattered(name: string, wanted: string): boolean {
  const [first = "", ...rest] = wanted;
  const start = ` ${name}`.indexOf(` ${first}`);
  if (start === -1) return false;
  let from = start + 1;
  for (const letter of rest) {
    const at = name.indexOf(letter, from);
    if (at === -1) return false;
    from = at + 1;
  }
  return true;
}
