import { mayChange } from "../../list/select.ts";
import { isPanel, navigate, paths } from "../../routes.ts";
import { focusedTicketId, openTicketId, selectedIds, targetIds } from "../../store/selection.ts";
import { requestTicketAction, type TicketAction } from "../../store/ticket-actions.ts";
import { type StoredTicket, ticketSignal } from "../../store/tickets.ts";
import { myId, type Transition, transitionsFrom, workspace } from "../../store/workspace.ts";
import { bulkChange, deleteTicket, editTicket, moveTicket } from "../../store/writes.ts";
import {
  copyBranchName,
  copyKey,
  copyLink,
  copyMarkdown,
} from "../../ticket/copy/copy-to-clipboard.ts";
import {
  pickAssignee,
  pickDueDate,
  pickLabels,
  pickPriority,
  pickStatus,
} from "../../ticket/pickers.ts";
import { toggleMute, toggleWatch } from "../../ticket/watch.ts";
import type { Behaviour } from "../behaviour.ts";
import type { CommandId } from "../command-list.ts";

/** The ticket that a command concerns, where it concerns exactly one. */
function onlyTicket(): StoredTicket | undefined {
  const [id, ...others] = targetIds.value;
  return id !== undefined && others.length === 0 ? ticketSignal(id)?.value : undefined;
}

const canChange = () => targetIds.value.some(mayChange);

type Pick = (ids: readonly string[], anchor: Element | null) => void;

const picks = (command: CommandId, pick: Pick): Behaviour => ({
  isAvailable: canChange,
  run: () => pick(targetIds.peek(), anchorOf(command)),
});

/** Where a picker opens: at the selection's button for it, else at the open ticket's field, else at the focused card or row. */
function anchorOf(command: CommandId): Element | null {
  const button = `[data-command="${command}"]`;
  if (selectedIds.peek().size > 0) return document.querySelector(`.bulk ${button}`);
  if (openTicketId.peek() !== undefined) return document.querySelector(`.ticket ${button}`);
  return document.querySelector(`[data-id="${focusedTicketId.peek()}"]`);
}

const copies = (copy: (ticket: StoredTicket) => unknown): Behaviour => ({
  isAvailable: () => onlyTicket() !== undefined,
  run: () => {
    const ticket = onlyTicket();
    if (ticket) void copy(ticket);
  },
});

/** What is one's own and changes nothing of the ticket. */
const toggles = (toggle: (ticket: StoredTicket) => Promise<void>): Behaviour => ({
  isAvailable: () => onlyTicket() !== undefined,
  run: () => {
    const ticket = onlyTicket();
    if (ticket) void toggle(ticket);
  },
});

/** Asks the ticket's view to begin something, and opens it if it is not open. */
const begins = (action: TicketAction): Behaviour => ({
  isAvailable: () => canChange() && selectedIds.value.size === 0 && onlyTicket() !== undefined,
  run: () => {
    const ticket = onlyTicket();
    if (!ticket) return;
    requestTicketAction(ticket.id, action);
    if (openTicketId.peek() === ticket.id) return;
    const path = paths.ticket(workspace.peek()?.slug ?? "", ticket.key);
    navigate(path, { panel: true, replace: isPanel.peek() });
  },
});

/** The first transition forward, or the last one back. */
function nextTransition(isForward: boolean): Transition | undefined {
  const ticket = onlyTicket();
  if (!ticket) return undefined;
  const all = transitionsFrom(ticket.project_id, ticket.status).filter(
    (transition) => transition.isForward === isForward,
  );
  return isForward ? all[0] : all.at(-1);
}

const transitions = (isForward: boolean): Behaviour => ({
  isAvailable: () => canChange() && nextTransition(isForward) !== undefined,
  run: () => {
    const ticket = onlyTicket();
    const transition = nextTransition(isForward);
    if (ticket && transition) void moveTicket(ticket.id, transition.to);
  },
});

function assignToMe(): void {
  const ids = targetIds.peek();
  const [id, ...others] = ids;
  const fields = { assignee_id: myId.peek() };
  if (id !== undefined && others.length === 0) void editTicket(id, fields);
  else void bulkChange(ids, { fields });
}

function deleteTargets(): void {
  const ids = targetIds.peek();
  const [id, ...others] = ids;
  if (id !== undefined && others.length === 0) void deleteTicket(id);
  else void bulkChange(ids, { deleted: true });
}

export const ticketCommands = {
  move: picks("move", pickStatus),
  assign: picks("assign", pickAssignee),
  priority: picks("priority", pickPriority),
  labels: picks("labels", pickLabels),
  due: picks("due", pickDueDate),
  "assign-to-me": { isAvailable: canChange, run: assignToMe },
  forward: transitions(true),
  backward: transitions(false),
  "edit-title": begins("edit-title"),
  "edit-description": begins("edit-description"),
  comment: begins("comment"),
  watch: toggles(toggleWatch),
  mute: toggles(toggleMute),
  "copy-key": copies(copyKey),
  "copy-link": copies((ticket) => copyLink(ticket)),
  "copy-branch": copies(copyBranchName),
  "copy-markdown": copies(copyMarkdown),
  delete: { isAvailable: canChange, run: deleteTargets },
} satisfies Partial<Record<CommandId, Behaviour>>;
