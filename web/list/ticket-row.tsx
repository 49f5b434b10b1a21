import { type ReadonlySignal, useComputed } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { navigate, paths } from "../routes.ts";
import { focusedTicketId, openTicketId, selectedIds } from "../store/selection.ts";
import { lastActors, type StoredTicket, ticketSignal } from "../store/tickets.ts";
import { categoryOf, memberName, statusName, workspace } from "../store/workspace.ts";
import { dueView } from "../ui/dates.ts";
import { Avatar, LabelChip } from "../ui/marks/avatar.tsx";
import { PriorityGlyph, priorityNames, StatusGlyph } from "../ui/marks/glyphs.tsx";
import { hueOf } from "../ui/marks/hue.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import { listWords } from "../words/en/list.ts";
import { rowHeight } from "./row-height.ts";
import { extendSelection, mayChange, startSelection } from "./select.ts";

const LABELS_SHOWN = 3;

export interface RowPlace {
  /** Its number in the list, from 0. */
  index: number;
  /** How many rows there are; -1 while not all are known. */
  count: number;
  /** Whether the list lays its rows out itself, because it draws only those in view. */
  isVirtual: boolean;
}

/** A ticket in a list: one link, and a box to select it, which the keyboard does with X. */
export function TicketRow({
  id,
  place,
  tabStop,
  note,
}: {
  id: string;
  place: RowPlace;
  /** The row that Tab reaches. */
  tabStop: ReadonlySignal<string | undefined>;
  /** What the list says about this ticket besides, such as where a search has found it. */
  note?: string | undefined;
}) {
  const ticket = ticketSignal(id)?.value;
  const isSelected = useComputed(() => selectedIds.value.has(id)).value;
  const isOpen = useComputed(() => openTicketId.value === id).value;
  const actor = useComputed(() => lastActors.value.get(id)).value;
  const row = useRef<HTMLLIElement>(null);
  const { index, isVirtual } = place;
  const height = rowHeight.value;
  useLayoutEffect(() => {
    if (row.current && isVirtual) {
      row.current.style.transform = `translateY(${index * height}px)`;
    }
  }, [index, isVirtual, height]);
  if (!ticket) return null;
  const classes = ["list-row"];
  if (isSelected) classes.push("list-row-selected");
  if (isOpen) classes.push("list-row-open");
  if (isVirtual) classes.push("list-row-placed");
  if (actor !== undefined) classes.push("list-row-touched", `hue-${hueOf(actor)}`);
  return (
    <li
      ref={row}
      class={classes.join(" ")}
      aria-posinset={place.index + 1}
      aria-setsize={place.count}
    >
      {mayChange(id) && (
        <input
          type="checkbox"
          class="list-row-check"
          tabIndex={-1}
          checked={isSelected}
          aria-label={listWords.selectRow(ticket.key)}
          onClick={(event) => {
            if (event.shiftKey) extendSelection(focusedTicketId.peek() ?? id, id);
            else startSelection(id);
          }}
        />
      )}
      <RowLink {...{ ticket, tabStop, note, actor, isSelected }} />
    </li>
  );
}

function RowLink({
  ticket,
  tabStop,
  note,
  actor,
  isSelected,
}: {
  ticket: StoredTicket;
  tabStop: ReadonlySignal<string | undefined>;
  note: string | undefined;
  actor: string | undefined;
  isSelected: boolean;
}) {
  const { id, key, title, project_id, status, priority } = ticket;
  const isTabStop = useComputed(() => tabStop.value === id).value;
  const path = paths.ticket(workspace.value?.slug ?? "", key);
  return (
    <a
      class="list-row-link"
      href={path}
      data-id={id}
      tabIndex={isTabStop ? 0 : -1}
      onFocus={() => {
        focusedTicketId.value = id;
      }}
      onClick={(event) => openRow(event, { id, path })}
    >
      {isSelected && <span class="visually-hidden">{listWords.isSelected}</span>}
      <PriorityGlyph priority={priority} />
      <span class="visually-hidden">{priorityNames[priority]}</span>
      <span class="list-row-key number">{key}</span>
      <StatusGlyph projectId={project_id} status={status} />
      <span class="list-row-status cut">{statusName(status)}</span>
      <span class="list-row-title cut">
        {title}
        {note && <span class="list-row-note">{note}</span>}
      </span>
      <RowDetails ticket={ticket} actor={actor} />
    </a>
  );
}

function RowDetails({ ticket, actor }: { ticket: StoredTicket; actor: string | undefined }) {
  const { labels, due_on, assignee_id, project_id, status, created_at, updated_at } = ticket;
  const isDone = categoryOf(project_id, status) === "done";
  const due = due_on ? dueView(due_on, isDone) : undefined;
  const more = labels.length - LABELS_SHOWN;
  return (
    <>
      <span class="list-row-labels">
        {labels.slice(0, LABELS_SHOWN).map((name) => (
          <LabelChip key={name} name={name} />
        ))}
        {more > 0 && <span class="hint">{`+${more}`}</span>}
      </span>
      <span class={`list-row-due list-row-due-${due?.tone ?? "none"}`}>{due?.text}</span>
      <span class="list-row-updated">
        {actor === undefined ? (
          <RelativeTime at={updated_at ?? created_at} />
        ) : (
          <span class="list-row-actor cut">{memberName(actor)}</span>
        )}
      </span>
      <Avatar id={assignee_id} size={20} />
      <span class="visually-hidden">
        {assignee_id ? memberName(assignee_id) : listWords.nobody}
      </span>
    </>
  );
}

/** Opens the ticket beside the list. With Shift the selection extends to it, as the box does. */
function openRow(event: MouseEvent, { id, path }: { id: string; path: string }): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.altKey) return;
  event.preventDefault();
  if (event.shiftKey) extendSelection(focusedTicketId.peek() ?? id, id);
  else navigate(path, { panel: true });
}
