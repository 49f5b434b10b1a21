import { useComputed } from "@preact/signals";
import { extendSelection } from "../list/select.ts";
import { followLink, paths, route } from "../routes.ts";
import { nextTicketId } from "../store/columns.ts";
import { focusedTicketId, selectedIds } from "../store/selection.ts";
import { lastActors, type StoredTicket, ticketSignal } from "../store/tickets.ts";
import { categoryOf, memberName, workspace } from "../store/workspace.ts";
import { dueView } from "../ui/dates.ts";
import { Avatar, LabelChip } from "../ui/marks/avatar.tsx";
import { PriorityGlyph, priorityNames } from "../ui/marks/glyphs.tsx";
import { hueOf } from "../ui/marks/hue.ts";
import { Icon } from "../ui/marks/icon.tsx";
import { boardWords } from "../words/en/board.ts";
import { tabStopId, takeCardFocus } from "./board-cursor.ts";
import { startDrag } from "./drag.ts";
import { drag } from "./drag-state.ts";

const LABELS_MAX = 3;

interface Place {
  id: string;
  index: number;
  /** How many cards the column has, loaded or not. */
  count: number;
  top: number;
  height: number;
}

/**
 * A card: one link with nothing to press inside, so that it can be opened as links are, and a key means
 * the whole card. What all cards share reaches it through signals of its own: read directly, one arrow key
 * would draw every card again.
 */
export function Card({ id, index, count, top, height }: Place) {
  const ticket = ticketSignal(id)?.value;
  const state = useCardState(id, ticket?.key ?? "");
  if (!ticket) return null;
  globalThis.countCardDraw?.(id);
  const path = paths.ticket(workspace.value?.slug ?? "", ticket.key);
  return (
    <li
      class="card-slot"
      style={{ transform: `translateY(${top}px)`, height: `${height}px` }}
      aria-setsize={count}
      aria-posinset={index + 1}
    >
      <a
        class={state.classes.value}
        href={path}
        data-id={id}
        title={state.isNext.value ? boardWords.nextInQueueTitle : undefined}
        draggable={false}
        aria-current={state.isOpen.value ? "true" : undefined}
        tabIndex={state.isTabStop.value ? 0 : -1}
        onFocus={() => takeCardFocus(id)}
        onPointerDown={(event) => startDrag(event, id)}
        onMouseDown={(event) => {
          // The focus stays where the selection extends from.
          if (event.shiftKey) event.preventDefault();
        }}
        onClick={(event) => {
          if (event.shiftKey) {
            event.preventDefault();
            extendSelection(focusedTicketId.peek() ?? id, id);
          } else followLink(event, path, { panel: true });
        }}
      >
        <CardContent ticket={ticket} />
        {state.isNext.value && <span class="visually-hidden">{boardWords.nextInQueue}</span>}
      </a>
    </li>
  );
}

declare global {
  /** Tests set it to count how often cards are drawn. */
  var countCardDraw: ((id: string) => void) | undefined;
}

function useCardState(id: string, key: string) {
  const isOpen = useComputed(() => {
    const shown = route.value;
    return shown.name === "ticket" && shown.ticketKey === key;
  });
  const isNext = useComputed(() => nextTicketId.value === id);
  const isTabStop = useComputed(() => tabStopId.value === id);
  const classes = useComputed(() => {
    const ticket = ticketSignal(id)?.value;
    const actor = lastActors.value.get(id);
    const isDone = ticket && categoryOf(ticket.project_id, ticket.status) === "done";
    return [
      "card",
      isDone && "card-done",
      isNext.value && "card-next",
      isOpen.value && "card-open",
      selectedIds.value.has(id) && "card-selected",
      drag.value?.id === id && "card-lifted",
      actor && `card-changed hue-${hueOf(actor)}`,
    ]
      .filter(Boolean)
      .join(" ");
  });
  return { isOpen, isNext, isTabStop, classes };
}

function CardContent({ ticket }: { ticket: StoredTicket }) {
  const { title, labels, priority, key, due_on, project_id, status } = ticket;
  const more = labels.length - LABELS_MAX;
  const isDone = categoryOf(project_id, status) === "done";
  const due = due_on === null ? undefined : dueView(due_on, isDone);
  return (
    <>
      <span class="card-title">{title}</span>
      {labels.length > 0 && (
        <span class="labels card-labels">
          {labels.slice(0, LABELS_MAX).map((name) => (
            <LabelChip key={name} name={name} />
          ))}
          {more > 0 && <span class="hint">+{more}</span>}
        </span>
      )}
      <span class="card-foot">
        <PriorityGlyph priority={priority} />
        <span class="visually-hidden">{priorityNames[priority]}</span>
        <span class="ticket-key">{key}</span>
        {due && (
          <span class={`due due-${due.tone}`}>
            <Icon name="calendar" size={13} />
            <span class="visually-hidden">{boardWords.due}</span>
            {due.text}
          </span>
        )}
        <span class="grow" />
        <CardPerson ticket={ticket} />
      </span>
    </>
  );
}

/** For a moment who has just changed the ticket, else who has it. */
function CardPerson({ ticket: { id, assignee_id } }: { ticket: StoredTicket }) {
  const actor = useComputed(() => lastActors.value.get(id)).value;
  if (actor) {
    return (
      <span class="card-actor">
        <Avatar id={actor} size={20} />
        {memberName(actor)?.split(" ")[0]}
      </span>
    );
  }
  if (assignee_id === null) return null;
  return (
    <>
      <Avatar id={assignee_id} size={20} />
      <span class="visually-hidden">{boardWords.assignedTo(memberName(assignee_id))}</span>
    </>
  );
}
