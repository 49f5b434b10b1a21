import { pressesOf } from "./keys.ts";

const CHORD_MS = 1_000;

/**
 * Reads key presses one by one and returns the shortcut that they complete. The first key of a chord
 * completes nothing; the next one within a second is read together with it, and does nothing if the
 * two are not a chord, so that a mistyped chord does not carry out its second key.
 */
export function createChordReader() {
  // Without a first key there is no chord, however recent: a time of 0 would be "recent" on a new page.
  let first: { press: string; at: number } | undefined;

  return (press: string, at: number, shortcuts: readonly string[]): string | undefined => {
    const before = first;
    first = undefined;
    if (before && at - before.at < CHORD_MS) {
      return shortcuts.find((keys) => isSame(pressesOf(keys), [before.press, press]));
    }
    if (shortcuts.some((keys) => pressesOf(keys).length === 2 && pressesOf(keys)[0] === press)) {
      first = { press, at };
      return undefined;
    }
    return shortcuts.find((keys) => isSame(pressesOf(keys), [press]));
  };
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((press, index) => press === other[index]);
}
