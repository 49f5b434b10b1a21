import type { ComponentChildren } from "preact";

/** One line of a picker. */
export interface Choice {
  id: string;
  name: string;
  icon?: ComponentChildren;
  /** A few words at the end of the line, such as what a transition asks for. */
  hint?: string;
  isChecked?: boolean;
  /** It is shown and cannot be chosen; `hint` says why. */
  isDisabled?: boolean;
}

/** The choices that have every word of the text in their name, in their order. */
export function matchingChoices(choices: readonly Choice[], text: string): readonly Choice[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return choices.filter(({ name }) => {
    const lower = name.toLowerCase();
    return words.every((word) => lower.includes(word));
  });
}

/** The next choice that can be chosen, from `from` in a direction; `from` itself if there is none. */
export function nextChoice(
  choices: readonly Choice[],
  { from, direction }: { from: number; direction: 1 | -1 },
): number {
  for (let at = from + direction; at >= 0 && at < choices.length; at += direction) {
    if (!choices[at]?.isDisabled) return at;
  }
  return from;
}

/** Where a picker starts: on the first choice that can be chosen. */
export function firstChoice(choices: readonly Choice[]): number {
  return Math.max(
    0,
    choices.findIndex(({ isDisabled }) => !isDisabled),
  );
}
