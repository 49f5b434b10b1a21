const HUES = 10;

/** Which of the ten hues a text has, always the same one: the class `hue-<number>` applies it. */
export function hueOf(text: string): number {
  let sum = 0x811c9dc5;
  for (const char of text) sum = Math.imul(sum ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return (sum >>> 7) % HUES;
}

/** Up to two letters for an avatar: of the first and the last word of a name. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const shown = words.length > 1 ? [words[0], words.at(-1)] : words;
  return shown
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("")
    .toUpperCase();
}
