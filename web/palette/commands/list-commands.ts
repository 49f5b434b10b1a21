import { extendSelection, mayChange, selectableIds, startSelection } from "../../list/select.ts";
import { closePanel, isPanel, navigate, paths } from "../../routes.ts";
import { type Direction, listCursor } from "../../store/list-cursor.ts";
import {
  clearSelection,
  focusedTicketId,
  openTicketId,
  select,
  selectedIds,
} from "../../store/selection.ts";
import { ticketSignal } from "../../store/tickets.ts";
import { workspace } from "../../store/workspace.ts";
import type { Behaviour } from "../behaviour.ts";
import type { CommandId } from "../command-list.ts";

const TEN = 10;

/** Moves the focus. An open panel shows the ticket that has it then. */
function travel(direction: Direction, by?: number): string | undefined {
  const id = listCursor.peek()?.move(direction, by);
  if (id !== undefined && isPanel.peek()) openInPanel(id);
  return id;
}

function openInPanel(id: string): void {
  const key = ticketSignal(id)?.peek().key;
  if (key === undefined || id === openTicketId.peek()) return;
  const path = paths.ticket(workspace.peek()?.slug ?? "", key);
  navigate(path, { panel: true, replace: isPanel.peek() });
}

const travels = (direction: Direction, by?: number): Behaviour => ({
  run: () => void travel(direction, by),
});

const hasFocus = () => focusedTicketId.value !== undefined;
const maySelect = () => listCursor.value?.ids().some(mayChange) ?? false;
const mayExtend = () => hasFocus() && maySelect();

function extend(direction: "up" | "down"): void {
  const from = focusedTicketId.peek();
  if (from === undefined) return;
  const to = travel(direction) ?? from;
  extendSelection(from, to);
}

export const listCommands = {
  next: travels("down"),
  previous: travels("up"),
  right: travels("right"),
  left: travels("left"),
  "ten-down": travels("down", TEN),
  "ten-up": travels("up", TEN),
  first: travels("first"),
  last: travels("last"),
  open: {
    isAvailable: hasFocus,
    run: () => openInPanel(focusedTicketId.peek() ?? ""),
  },
  peek: {
    isAvailable: hasFocus,
    run: () => {
      const id = focusedTicketId.peek() ?? "";
      openInPanel(id);
      listCursor.peek()?.focus(id);
    },
  },
  select: {
    isAvailable: () => mayChange(focusedTicketId.value ?? ""),
    run: () => startSelection(focusedTicketId.peek() ?? ""),
  },
  "extend-down": { isAvailable: mayExtend, run: () => extend("down") },
  "extend-up": { isAvailable: mayExtend, run: () => extend("up") },
  "select-all": {
    isAvailable: maySelect,
    run: () => select(selectableIds()),
  },
  back: {
    isAvailable: () => selectedIds.value.size > 0 || isPanel.value,
    run: () => {
      if (selectedIds.peek().size > 0) {
        clearSelection();
        return;
      }
      const id = openTicketId.peek();
      closePanel();
      if (id !== undefined) listCursor.peek()?.focus(id);
    },
  },
} satisfies Partial<Record<CommandId, Behaviour>>;
