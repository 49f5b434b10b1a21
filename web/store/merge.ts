import { type Edit, editsOf, linesOf, wordsOf } from "./diff.ts";

export interface Merged {
  text: string;
  /** The places where both sides changed the same words. Both are in the text, theirs first. */
  clashes: number;
}

/**
 * Merges two changes of one text. A line that one side changed is taken as that side has it. Lines
 * that both changed are merged word by word. Line ends become `\n`, as a text area has them.
 */
export function mergeText(base: string, mine: string, theirs: string): Merged {
  return mergePieces(linesOf, {
    base: withPlainLineEnds(base),
    mine: withPlainLineEnds(mine),
    theirs: withPlainLineEnds(theirs),
  });
}

/** A text as a text area returns it. */
export const withPlainLineEnds = (text: string): string => text.replace(/\r\n?/g, "\n");

type Split = (text: string) => string[];

interface Texts {
  base: string;
  mine: string;
  theirs: string;
}

/** A range of the base that at least one side changed, with the edits of either side in it. */
interface Region {
  from: number;
  to: number;
  mine: Edit[];
  theirs: Edit[];
}

function mergePieces(split: Split, texts: Texts): Merged {
  const base = split(texts.base);
  const mine = editsOf(base, split(texts.mine));
  const theirs = editsOf(base, split(texts.theirs));
  let text = "";
  let clashes = 0;
  let at = 0;
  for (const region of regionsOf(mine, theirs)) {
    const merged = mergeRegion(split, base, region);
    text += base.slice(at, region.from).join("") + merged.text;
    clashes += merged.clashes;
    at = region.to;
  }
  return { text: text + base.slice(at).join(""), clashes };
}

function mergeRegion(split: Split, base: readonly string[], region: Region): Merged {
  const mine = applied(base, region, region.mine);
  const theirs = applied(base, region, region.theirs);
  if (region.theirs.length === 0 || mine === theirs) return { text: mine, clashes: 0 };
  if (region.mine.length === 0) return { text: theirs, clashes: 0 };
  if (split === wordsOf) return { text: joinWords(theirs, mine), clashes: 1 };
  return mergePieces(wordsOf, {
    base: base.slice(region.from, region.to).join(""),
    mine,
    theirs,
  });
}

function applied(base: readonly string[], { from, to }: Region, edits: readonly Edit[]): string {
  let text = "";
  let at = from;
  for (const edit of edits) {
    text += base.slice(at, edit.from).join("") + edit.pieces.join("");
    at = edit.to;
  }
  return text + base.slice(at, to).join("");
}

function joinWords(first: string, second: string): string {
  const isGlued = /[\p{L}\p{M}\p{N}_]$/u.test(first) && /^[\p{L}\p{M}\p{N}_]/u.test(second);
  return isGlued ? `${first} ${second}` : first + second;
}

/**
 * The edits of both sides in the order of the base. Those that touch are one region, even if they do
 * not overlap: side by side, two words would become one, and so would two lines if a line end went.
 */
function regionsOf(mine: readonly Edit[], theirs: readonly Edit[]): Region[] {
  const edits = [
    ...mine.map((edit) => ({ edit, side: "mine" as const })),
    ...theirs.map((edit) => ({ edit, side: "theirs" as const })),
  ].sort((a, b) => a.edit.from - b.edit.from || a.edit.to - b.edit.to);
  const regions: Region[] = [];
  for (const { edit, side } of edits) {
    const last = regions.at(-1);
    if (last && edit.from <= last.to) {
      last.to = Math.max(last.to, edit.to);
      last[side].push(edit);
    } else {
      const region: Region = { from: edit.from, to: edit.to, mine: [], theirs: [] };
      region[side].push(edit);
      regions.push(region);
    }
  }
  return regions;
}
