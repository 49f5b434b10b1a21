import type { Part } from "../../store/diff.ts";

/** A line of a compared text; `undefined` stands for lines that are left out. */
export type ChangedLine = { parts: Part[]; isChanged: boolean } | undefined;

/** The changed lines with one line before and after each; what is farther away is left out. */
export function changedLines(parts: readonly Part[]): ChangedLine[] {
  const lines = linesOf(parts);
  const isShown = lines.map((_, at) =>
    lines.slice(Math.max(0, at - 1), at + 2).some(({ isChanged }) => isChanged),
  );
  return lines.flatMap((line, at): ChangedLine[] => {
    if (isShown[at]) return [line];
    return at === 0 || isShown[at - 1] ? [undefined] : [];
  });
}

function linesOf(parts: readonly Part[]): { parts: Part[]; isChanged: boolean }[] {
  let line = { parts: [] as Part[], isChanged: false };
  const lines = [line];
  for (const { kind, text } of parts)
    for (const [at, piece] of text.split("\n").entries()) {
      if (at > 0) {
        line = { parts: [], isChanged: false };
        lines.push(line);
      }
      if (piece !== "") line.parts.push({ kind, text: piece });
      // A line end that was added or removed changes the line that it ended.
      if (kind !== "same" && (piece !== "" || at < text.split("\n").length - 1))
        line.isChanged = true;
    }
  return lines.at(-1)?.parts.length === 0 && lines.length > 1 ? lines.slice(0, -1) : lines;
}
