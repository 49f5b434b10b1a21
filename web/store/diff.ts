/** A part of a text that stayed, was removed or was added. */
export interface Part {
  kind: "same" | "removed" | "added";
  text: string;
}

/** A range of the base, and the pieces that took its place. */
export interface Edit {
  from: number;
  to: number;
  pieces: readonly string[];
}

/** Above this size of the table, everything between the common ends counts as replaced. */
const TABLE_CELLS = 4_000_000;

/** A text as its lines; each has its line end, and only the last may have none. */
export const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** A text as words, spaces, line ends and single signs. */
export const wordsOf = (text: string): string[] =>
  text.match(/\n|[^\S\n]+|[\p{L}\p{M}\p{N}_]+|[^\s\p{L}\p{M}\p{N}_]/gu) ?? [];

/** The shortest list of ranges of `base` that were replaced. */
export function editsOf(base: readonly string[], text: readonly string[]): Edit[] {
  const start = commonStart(base, text);
  const end = commonEnd(base, text, start);
  const before = base.slice(start, base.length - end);
  const after = text.slice(start, text.length - end);
  if (before.length === 0 && after.length === 0) return [];
  if (before.length * after.length > TABLE_CELLS)
    return [{ from: start, to: start + before.length, pieces: after }];
  return editsBetween(before, after).map(({ from, to, pieces }) => ({
    from: from + start,
    to: to + start,
    pieces,
  }));
}

/** What changed, by lines, and by words within the lines that changed. */
export function compareTexts(base: string, text: string): Part[] {
  const lines = linesOf(base);
  const parts: Part[] = [];
  let at = 0;
  for (const { from, to, pieces } of editsOf(lines, linesOf(text))) {
    add(parts, "same", lines.slice(at, from).join(""));
    compareWords(parts, lines.slice(from, to).join(""), pieces.join(""));
    at = to;
  }
  add(parts, "same", lines.slice(at).join(""));
  return parts;
}

function compareWords(parts: Part[], base: string, text: string): void {
  const words = wordsOf(base);
  let at = 0;
  for (const { from, to, pieces } of joinAcrossSpaces(words, editsOf(words, wordsOf(text)))) {
    add(parts, "same", words.slice(at, from).join(""));
    add(parts, "removed", words.slice(from, to).join(""));
    add(parts, "added", pieces.join(""));
    at = to;
  }
  add(parts, "same", words.slice(at).join(""));
}

/** Two replacements with only a space between them read better as one. */
function joinAcrossSpaces(words: readonly string[], edits: readonly Edit[]): Edit[] {
  const joined: Edit[] = [];
  for (const edit of edits) {
    const last = joined.at(-1);
    const between = last && words.slice(last.to, edit.from).join("");
    const isSpace = between !== undefined && /^[^\S\n]+$/.test(between);
    if (!last || !isSpace || isInsertion(last) || isInsertion(edit)) joined.push(edit);
    else
      joined[joined.length - 1] = {
        from: last.from,
        to: edit.to,
        pieces: [...last.pieces, between, ...edit.pieces],
      };
  }
  return joined;
}

const isInsertion = ({ from, to }: Edit) => from === to;

function add(parts: Part[], kind: Part["kind"], text: string): void {
  if (text === "") return;
  const last = parts.at(-1);
  if (last?.kind === kind) last.text += text;
  else parts.push({ kind, text });
}

function commonStart(base: readonly string[], text: readonly string[]): number {
  let start = 0;
  while (start < base.length && start < text.length && base[start] === text[start]) start += 1;
  return start;
}

function commonEnd(base: readonly string[], text: readonly string[], start: number): number {
  const most = Math.min(base.length, text.length) - start;
  let end = 0;
  while (end < most && base[base.length - 1 - end] === text[text.length - 1 - end]) end += 1;
  return end;
}

/** By the longest common subsequence. */
function editsBetween(base: readonly string[], text: readonly string[]): Edit[] {
  const width = text.length + 1;
  const common = commonLengths(base, text);
  const length = (i: number, j: number) => common[i * width + j] as number;
  const edits: { from: number; to: number; pieces: string[] }[] = [];
  let open: (typeof edits)[number] | undefined;
  for (let i = 0, j = 0; i < base.length || j < text.length; ) {
    if (i < base.length && j < text.length && base[i] === text[j]) {
      open = undefined;
      i += 1;
      j += 1;
      continue;
    }
    if (!open) {
      open = { from: i, to: i, pieces: [] };
      edits.push(open);
    }
    if (i < base.length && (j === text.length || length(i + 1, j) >= length(i, j + 1))) {
      i += 1;
      open.to = i;
    } else {
      open.pieces.push(text[j] as string);
      j += 1;
    }
  }
  return edits;
}

/** For every pair of positions, how many pieces the two rests have in common. */
function commonLengths(base: readonly string[], text: readonly string[]): Uint32Array {
  const width = text.length + 1;
  const table = new Uint32Array((base.length + 1) * width);
  for (let i = base.length - 1; i >= 0; i -= 1)
    for (let j = text.length - 1; j >= 0; j -= 1) {
      const below = table[(i + 1) * width + j] as number;
      const right = table[i * width + j + 1] as number;
      table[i * width + j] =
        base[i] === text[j]
          ? (table[(i + 1) * width + j + 1] as number) + 1
          : Math.max(below, right);
    }
  return table;
}
