import type { RefObject } from "preact";
import { StatusGlyph } from "../ui/marks/glyphs.tsx";
import { Icon } from "../ui/marks/icon.tsx";
import { paletteWords } from "../words/en/palette.ts";
import type { Entry } from "./entries.ts";
import { Keys } from "./key-caps.tsx";

/** The lines of the palette under their headings. The text field keeps the focus and names the current one. */
export function PaletteList({
  listRef,
  entries,
  current,
  onPoint,
  onRun,
}: {
  listRef: RefObject<HTMLDivElement | null>;
  entries: readonly Entry[];
  current: number;
  onPoint: (index: number) => void;
  onRun: (index: number) => void;
}) {
  if (entries.length === 0) return <p class="palette-nothing">{paletteWords.nothing}</p>;
  const groups = groupsOf(entries);
  return (
    <div
      ref={listRef}
      id="palette-list"
      class="palette-list scroll"
      role="listbox"
      aria-label={paletteWords.results}
    >
      {groups.map(({ name, first, rows }) => (
        <div key={rows[0]?.id} role="group" aria-label={name}>
          <div class="palette-group" aria-hidden="true">
            {name}
          </div>
          {rows.map((entry, index) => (
            <Line
              key={entry.id}
              entry={entry}
              index={first + index}
              isCurrent={first + index === current}
              onPoint={onPoint}
              onRun={onRun}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

interface Group {
  name: string;
  /** The number of its first line. */
  first: number;
  rows: Entry[];
}

function groupsOf(entries: readonly Entry[]): Group[] {
  const groups: Group[] = [];
  entries.forEach((entry, index) => {
    const last = groups.at(-1);
    if (last?.name === entry.group) last.rows.push(entry);
    else groups.push({ name: entry.group, first: index, rows: [entry] });
  });
  return groups;
}

function Line({
  entry: { ticket, icon, name, hint, keys },
  index,
  isCurrent,
  onPoint,
  onRun,
}: {
  entry: Entry;
  index: number;
  isCurrent: boolean;
  onPoint: (index: number) => void;
  onRun: (index: number) => void;
}) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the text field's.
    // biome-ignore lint/a11y/useFocusableInteractive: the text field keeps the focus and names the line.
    <div
      id={`palette-entry-${index}`}
      class="palette-line"
      role="option"
      aria-selected={isCurrent}
      onPointerMove={() => {
        if (!isCurrent) onPoint(index);
      }}
      onClick={() => onRun(index)}
    >
      {ticket ? (
        <StatusGlyph projectId={ticket.project_id} status={ticket.status} size={15} />
      ) : (
        <Icon name={icon ?? "arrow-right"} size={15} />
      )}
      {ticket && <span class="palette-key number">{ticket.key}</span>}
      <span class="grow cut">{name}</span>
      {hint && <span class="hint">{hint}</span>}
      {keys && <Keys keys={keys} />}
    </div>
  );
}
