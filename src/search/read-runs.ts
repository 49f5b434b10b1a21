import { hash } from "node:crypto";
import { foldWord } from "./fold-word.ts";

/** A word of letters and digits, a symbol, or a run that has neither: `->`. */
export interface Part {
  word: string;
  /** The word with the signs after it, where these belong to a name: `c++`, `c#`. */
  suffixed: string | undefined;
  /** Whether its script is written without blanks, so that any piece of it may be searched for. */
  isUnspaced: boolean;
}

/** What stands between two blanks. */
export interface Run {
  parts: Part[];
  /** From the first part to the last, where there are several. */
  whole: string | undefined;
  /** With the hyphens before it, where a query would take them for an exclusion: `-v`, `--verbose`. */
  flag: string | undefined;
}

export const runPattern = /[^\p{White_Space}\p{Cc}]+/gu;

/** What lies beyond is not found. */
const charactersMax = 70_000;
const wordMax = 64;
/** Of a run that is folded at once: U+FDFA alone becomes 18 characters. */
const pieceMax = 1_000;
const piecePattern = new RegExp(`[^]{1,${pieceMax}}\\p{M}*`, "gu");

const partPattern =
  /(?<word>[\p{L}\p{N}][\p{L}\p{M}\p{N}]*)(?<suffix>[+#]{1,2}(?![\p{L}+#]))?|\p{So}/gu;
const flagPattern = /^-+"?[\p{L}\p{N}]/u;

// Script extensions: the mark that lengthens a Japanese vowel is of no script by itself.
const unspacedScripts = "Han Hira Kana Bopo Hang Tang Nshu Thai Laoo Khmr Mymr Lana Tale Talu Tavt";
const unspaced = `[${unspacedScripts.replace(/\w+ ?/g, (name) => `\\p{scx=${name.trim()}}`)}]`;
const unspacedCharacter = new RegExp(unspaced, "u");
const scriptPattern = new RegExp(`(?:${unspaced}\\p{M}*)+|(?:(?!${unspaced})[^])+`, "gu");

/** Reads a text run by run, folded. The same for what is stored and for what is searched. */
export function* readRuns(text: string): Generator<Run> {
  let left = charactersMax;
  for (const [written] of text.matchAll(runPattern)) {
    const folded = foldRun(written, left);
    left -= folded.length;
    if (folded !== "") yield toRun(folded);
    if (left <= 0) return;
  }
}

function foldRun(written: string, charactersLeft: number): string {
  if (written.length <= pieceMax) return foldWord(written);
  let folded = "";
  for (const [piece] of written.matchAll(piecePattern)) {
    folded += foldWord(piece);
    if (folded.length >= charactersLeft) break;
  }
  return folded;
}

function toRun(folded: string): Run {
  // Most runs are this: it spares them the pattern, half the time of a text.
  if (/^[a-z0-9]+$/.test(folded))
    return {
      parts: [{ word: cut(folded), suffixed: undefined, isUnspaced: false }],
      whole: undefined,
      flag: undefined,
    };
  const parts: Part[] = [];
  let start = -1;
  let end = 0;
  for (const match of folded.matchAll(partPattern)) {
    const [all] = match;
    if (start < 0) start = match.index;
    end = match.index + all.length;
    addParts(parts, match.groups?.word ?? all, match.groups?.suffix);
  }
  if (parts.length === 0) addParts(parts, shorten(unquoted(folded)), undefined);
  return {
    parts,
    whole: parts.length > 1 ? shorten(folded.slice(start, end)) : undefined,
    flag: flagPattern.test(folded) ? shorten(folded.slice(0, end)) : undefined,
  };
}

function addParts(parts: Part[], word: string, suffix: string | undefined): void {
  const words = unspacedCharacter.test(word) ? (word.match(scriptPattern) ?? []) : [word];
  for (const [index, piece] of words.entries()) {
    const isUnspaced = unspacedCharacter.test(piece);
    const isSuffixed = suffix !== undefined && index === words.length - 1 && !isUnspaced;
    const suffixed = isSuffixed ? cut(piece + suffix) : undefined;
    parts.push({ word: isUnspaced ? piece : cut(piece), suffixed, isUnspaced });
  }
}

/** A run of signs in a phrase has the quotation marks of the phrase around it. */
function unquoted(signs: string): string {
  return signs.replace(/^"|"\p{P}*$/gu, "") || signs;
}

function cut(word: string): string {
  return word.length > wordMax ? [...word].slice(0, wordMax).join("") : word;
}

/** Two addresses may differ only where a token ends, so a long one gets a digest there. */
function shorten(run: string): string {
  if (run.length <= wordMax) return run;
  const digest = hash("sha256", run, "hex").slice(0, 16);
  return `${[...run].slice(0, wordMax - 17).join("")}~${digest}`;
}
