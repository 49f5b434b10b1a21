import { dictionary } from "@zxcvbn-ts/language-common";
import { normalize } from "../text/normalize.ts";

/** About 49,000 passwords, the most frequent ones of published leaks, in lower case. */
const commonPasswords = new Set(dictionary["passwords-common"]);

/** Adjacent characters in one of these lines are a pattern, in either direction. */
const patternLines = [
  ..."01234567890 abcdefghijklmnopqrstuvwxyz !@#$%^&*()_+".split(" "),
  ..."qwertyuiop asdfghjkl zxcvbnm azertyuiop qwertzuiop".split(" "),
  ..."1qaz 2wsx 3edc 4rfv 5tgb 6yhn 7ujm".split(" "),
];
const patternPairs = new Set(patternLines.flatMap(pairsOf));

const runLengthMin = 3;
const remainderMax = 3;
const wordLengthMin = 3;

/**
 * Whether an attacker would guess this password early: it is a common password, a pattern
 * ("qwertyuiopasdfg"), or made from what is known about its owner, possibly repeated or padded.
 * `context` is what is known: name, email address. Case, width and separators make no difference.
 */
export function isGuessable(password: string, context: readonly string[]): boolean {
  const words = contextWords(context);
  const folded = fold(password);
  return [folded, folded.replace(/[\s._-]+/g, "")].some((text) => {
    const runs = runsOf(without(words, text));
    const unpadded = runs.filter((run) => run.length < runLengthMin || /\p{L}/u.test(run)).join("");
    const unpatterned = runs.filter((run) => run.length < runLengthMin).join("");
    return [text, unpadded, trimmed(unpadded), unpatterned, trimmed(unpatterned)].some(isWord);
  });
}

function fold(text: string): string {
  return normalize("NFKC", text).toLowerCase();
}

function contextWords(context: readonly string[]): string[] {
  const texts = ["slacky", ...context.map(fold)];
  const words = texts.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]);
  return words
    .filter((word) => word.length >= wordLengthMin)
    .sort((one, other) => other.length - one.length);
}

function without(words: readonly string[], text: string): string {
  return words.reduce((rest, word) => rest.replaceAll(word, ""), text);
}

/** Splits the text into runs, in which every character repeats or continues the one before. */
function runsOf(text: string): string[] {
  const runs: string[] = [];
  let before = "";
  for (const character of text) {
    const continuesRun = character === before || patternPairs.has(before + character);
    runs.push(continuesRun ? (runs.pop() ?? "") + character : character);
    before = character;
  }
  return runs;
}

/** An attacker who tries "butterfly" also tries "!butterfly2024". */
function trimmed(text: string): string {
  return text.replace(/^[^\p{L}]{1,4}|[^\p{L}]{1,4}$/gu, "");
}

/**
 * A common password, possibly repeated. If at most three characters are left, the rest was padding.
 */
function isWord(text: string): boolean {
  const unit = repeatedUnit(text);
  return unit.length <= remainderMax || commonPasswords.has(unit) || commonPasswords.has(text);
}

function repeatedUnit(text: string): string {
  for (let length = 1; length <= text.length / 2; length++) {
    if (text.startsWith(text.slice(length))) return text.slice(0, length);
  }
  return text;
}

function pairsOf(line: string): string[] {
  const characters = [...line];
  return characters.slice(1).flatMap((character, index) => {
    const before = characters[index] ?? "";
    return [before + character, character + before];
  });
}
