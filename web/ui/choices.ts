import type { ComponentChildren } from "preact";

/** One line of a picker. */
export interface Choice {
  id: string;
  name: string;
  icon?: ComponentChildren;
  /** A few words at the end of the line, such as what a transition asks for. */
  hint?: string;
  isChecked?: boolean;
}

/** The choices that have every word of the text in their name, in their order. */
export function matchingChoices(choices: readonly Choice[], text: string): readonly Choice[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return choices.filter(({ name }) => {
    const lower = name.toLowerCase();
    return words.every((word) => lower.includes(word));
  });
}
