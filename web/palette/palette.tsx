import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { selectedIds, targetIds } from "../store/selection.ts";
import { ticketSignal } from "../store/tickets.ts";
import { Dialog } from "../ui/dialog.tsx";
import { StatusGlyph } from "../ui/marks/glyphs.tsx";
import { Icon } from "../ui/marks/icon.tsx";
import { paletteWords } from "../words/en/palette.ts";
import { activePlaces } from "./commands.ts";
import { entriesFor } from "./entries.ts";
import { Keys } from "./key-caps.tsx";
import { PaletteList } from "./palette-list.tsx";
import { isPaletteOpen } from "./palette-state.ts";
import { createTicketSearch } from "./ticket-search.ts";

/** The palette: everything that can be done or opened, by typing. It shows nothing until it is opened. */
export function Palette() {
  return isPaletteOpen.value ? <OpenPalette /> : null;
}

function OpenPalette() {
  const text = useSignal("");
  const at = useSignal(0);
  const search = useMemo(createTicketSearch, []);
  const entries = useComputed(() => entriesFor(text.value, search.found.value)).value;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => search.stop, [search]);
  useLayoutEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at.value]);
  const close = () => {
    isPaletteOpen.value = false;
  };
  /** The dialog gives the focus back first, so that the command finds it where it was. */
  const run = (index: number) => {
    const entry = entries[index];
    if (!entry) return;
    close();
    setTimeout(() => entry.run());
  };
  const current = Math.min(at.value, Math.max(0, entries.length - 1));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") at.value = Math.min(entries.length - 1, current + 1);
    else if (event.key === "ArrowUp") at.value = Math.max(0, current - 1);
    else if (event.key === "Enter") run(current);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog label={paletteWords.label} onClose={close} kind="bare">
      <div class="palette">
        <div class="palette-top">
          <Target />
          <input
            data-first
            class="palette-input"
            role="combobox"
            aria-expanded="true"
            aria-controls="palette-list"
            aria-autocomplete="list"
            aria-activedescendant={entries.length > 0 ? `palette-entry-${current}` : undefined}
            aria-label={paletteWords.label}
            placeholder={paletteWords.label}
            autocomplete="off"
            spellcheck={false}
            value={text.value}
            onInput={(event) => {
              text.value = event.currentTarget.value;
              at.value = 0;
              search.type(text.value);
            }}
            onKeyDown={onKeyDown}
          />
        </div>
        <PaletteList
          listRef={list}
          entries={entries}
          current={current}
          onPoint={(index) => {
            at.value = index;
          }}
          onRun={run}
        />
        <PaletteFoot state={search.state.value} count={entries.length} />
      </div>
    </Dialog>
  );
}

/** What the commands of a ticket concern. */
function Target() {
  const [id, ...others] = targetIds.value;
  if (!activePlaces().has("ticket") || id === undefined) return null;
  if (others.length > 0 || selectedIds.value.size > 0) {
    return <span class="palette-target">{paletteWords.groups.selection(others.length + 1)}</span>;
  }
  const ticket = ticketSignal(id)?.value;
  if (!ticket) return null;
  return (
    <span class="palette-target">
      <StatusGlyph projectId={ticket.project_id} status={ticket.status} size={13} />
      <b>{ticket.key}</b>
      <span class="cut">{ticket.title}</span>
    </span>
  );
}

function PaletteFoot({ state, count }: { state: "idle" | "searching" | "failed"; count: number }) {
  const status =
    state === "searching"
      ? paletteWords.searching
      : state === "failed"
        ? paletteWords.searchFailed
        : paletteWords.found(count);
  return (
    <footer class="palette-foot">
      <span class="palette-keys">
        <Keys keys="ArrowUp" />
        <Keys keys="ArrowDown" /> {paletteWords.choose}
      </span>
      <span class="palette-keys">
        <Keys keys="Enter" /> {paletteWords.runCommand}
      </span>
      <span class="palette-keys">
        <Keys keys="Escape" /> {paletteWords.close}
      </span>
      <span class="grow" />
      <span role="status">
        {state === "searching" && <Icon name="search" size={12} />} {status}
      </span>
    </footer>
  );
}
