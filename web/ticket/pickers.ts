import type { TicketFields } from "../store/conflicts.ts";
import { type StoredTicket, ticketSignal } from "../store/tickets.ts";
import { askTransition } from "../store/transitions/ask-transition.ts";
import { statusName } from "../store/workspace.ts";
import { bulkChange, changeLabels, editTicket, moveTicket } from "../store/writes.ts";
import { openPicker } from "../ui/picker.tsx";
import { ticketWords } from "../words/en/ticket.ts";
import {
  assigneeChoices,
  dueChoices,
  labelChoices,
  NOTHING,
  OTHER_DAY,
  priorityChoices,
  statusChoices,
} from "./pickers/choices.tsx";
import { askDay } from "./pickers/due-dialog.tsx";
import { forgetLabels } from "./pickers/labels.ts";
import type { Priority } from "./pickers/priorities.ts";

const words = ticketWords.pick;

/** Asks where to move tickets, and for what the transition requires. */
export function pickStatus(ids: readonly string[], anchor: Element | null = null): void {
  const tickets = ticketsOf(ids);
  const [first] = tickets;
  const isOne = tickets.length === 1 && first !== undefined;
  openPicker(anchor, {
    title: titleOf(words.status, ids),
    choices: statusChoices(tickets),
    nothing: isOne ? words.noStatus(statusName(first.status)) : words.noCommonStatus,
    pick: (to) => void moveTickets(ids, to),
  });
}

async function moveTickets(ids: readonly string[], to: string): Promise<void> {
  const [id] = ids;
  if (ids.length === 1 && id !== undefined) {
    await moveTicket(id, to);
    return;
  }
  const details = await askTransition(ids, to);
  if (details) await bulkChange(ids, { to, ...details });
}

export function pickAssignee(ids: readonly string[], anchor: Element | null = null): void {
  openPicker(anchor, {
    title: titleOf(words.assignee, ids),
    choices: (text) => assigneeChoices(valuesOf(ids, "assignee_id"), text),
    pick: (id) => changeFields(ids, { assignee_id: id === NOTHING ? null : id }),
  });
}

export function pickPriority(ids: readonly string[], anchor: Element | null = null): void {
  openPicker(anchor, {
    title: titleOf(words.priority, ids),
    choices: priorityChoices(valuesOf(ids, "priority")),
    pick: (id) => changeFields(ids, { priority: id as Priority }),
  });
}

/** Stays open, so that several labels can be added and removed. */
export function pickLabels(ids: readonly string[], anchor: Element | null = null): void {
  forgetLabels();
  const lists = () => ids.map((id) => ticketSignal(id)?.value.labels ?? []);
  openPicker(anchor, {
    title: titleOf(words.labels, ids),
    multiple: true,
    choices: (text) => labelChoices(lists(), text),
    pick: (name) => {
      const isOnAll = lists().every((labels) => labels.includes(name));
      void toggleLabel(ids, name, isOnAll);
    },
  });
}

async function toggleLabel(ids: readonly string[], name: string, isOnAll: boolean): Promise<void> {
  const [id] = ids;
  if (ids.length === 1 && id !== undefined) {
    await changeLabels(id, isOnAll ? { remove: [name] } : { add: [name] });
  } else await bulkChange(ids, isOnAll ? { removeLabels: [name] } : { addLabels: [name] });
}

export function pickDueDate(ids: readonly string[], anchor: Element | null = null): void {
  const current = valuesOf(ids, "due_on");
  const set = (due_on: string | null) => changeFields(ids, { due_on });
  openPicker(anchor, {
    title: titleOf(words.dueDate, ids),
    search: false,
    choices: dueChoices(current),
    pick: (id) => {
      if (id === OTHER_DAY) askDay([...current][0] ?? "", set);
      else set(id === NOTHING ? null : id);
    },
  });
}

/** A change that leaves every ticket as it is sends nothing. */
function changeFields(ids: readonly string[], changes: TicketFields): void {
  const changed = ticketsOf(ids).filter((ticket) => !hasFields(ticket, changes));
  const [first] = changed;
  if (!first) return;
  if (ids.length === 1) void editTicket(first.id, changes, { base: first });
  else
    void bulkChange(
      changed.map(({ id }) => id),
      { fields: changes },
    );
}

function hasFields(ticket: StoredTicket, changes: TicketFields): boolean {
  return Object.entries(changes).every(
    ([field, value]) => ticket[field as keyof TicketFields] === value,
  );
}

function ticketsOf(ids: readonly string[]): StoredTicket[] {
  return ids.flatMap((id) => ticketSignal(id)?.peek() ?? []);
}

function valuesOf<Field extends "priority" | "assignee_id" | "due_on">(
  ids: readonly string[],
  field: Field,
): ReadonlySet<StoredTicket[Field]> {
  return new Set(
    ids.flatMap((id) => ticketSignal(id)?.value[field] ?? null) as StoredTicket[Field][],
  );
}

function titleOf(title: string, ids: readonly string[]): string {
  return ids.length > 1 ? `${title}: ${words.tickets(ids.length)}` : title;
}
