import { compareTexts, type Part } from "../../store/diff.ts";
import { ticketWords } from "../../words/en/ticket.ts";
import { changedLines } from "./changed-lines.ts";

/** What changed from one text to another, with a line around each change. */
export function TextChanges({ before, after }: { before: string; after: string }) {
  if (before === after) return <p class="text-changes-none">{ticketWords.versions.same}</p>;
  return (
    <pre class="text-changes">
      {changedLines(compareTexts(before, after)).map((line, at) =>
        line === undefined ? (
          <div key={at} class="text-changes-gap" aria-hidden="true">
            …
          </div>
        ) : (
          <div key={at} class={line.isChanged ? "is-changed" : undefined}>
            {line.parts.length === 0 ? " " : line.parts.map(changedPart)}
          </div>
        ),
      )}
    </pre>
  );
}

function changedPart({ kind, text }: Part, key: number) {
  if (kind === "same") return text;
  return kind === "added" ? <ins key={key}>{text}</ins> : <del key={key}>{text}</del>;
}
