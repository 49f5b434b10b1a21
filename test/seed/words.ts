import type { Random } from "./random.ts";

const common =
  "the login page board error when user email save file list search slow crash button time open report " +
  "export import data mobile token password link image update delete create menu form server cache query " +
  "index test build deploy release version browser window table column sort filter page comment ticket " +
  "status project member role invite mail notification webhook event stream sync backup restore";

const syllables =
  "ba be bi bo da de di do fa fi fo ka ke ki ko la le li lo ma mi mo na ni no".split(" ");

/** About 2,500 words: common ones of the field first, then invented ones, each rarer than the one before. */
export const words: readonly string[] = [
  ...common.split(" "),
  ...syllables.flatMap((a) =>
    syllables.flatMap((b) => syllables.slice(0, 4).map((c) => `${a}${b}${c}r`)),
  ),
];

/** A word that nearly every text has, and one that few texts have. */
export const commonWord = words[1] as string;
export const rareWord = words[words.length - 40] as string;

/** A text of `count` words, with the frequency of a natural language (Zipf's law). */
export function sentence(random: Random, count: number): string {
  let text = words[random.rank(words.length)] as string;
  for (let n = 1; n < count; n += 1) text += ` ${words[random.rank(words.length)]}`;
  return text;
}
