import type { StoredTicket } from "../../store/tickets.ts";
import { myId, statusName, transitionsFrom, workflowOf } from "../../store/workspace.ts";
import { dateOf } from "../../ui/dates.ts";
import { Avatar } from "../../ui/marks/avatar.tsx";
import { PriorityGlyph, priorityNames, StatusGlyph } from "../../ui/marks/glyphs.tsx";
import { hueOf } from "../../ui/marks/hue.ts";
import { Icon } from "../../ui/marks/icon.tsx";
import type { Choice } from "../../ui/picker.tsx";
import { ticketWords } from "../../words/en/ticket.ts";
import { daysAfter, dayText } from "./days.ts";
import { labelsMatching } from "./labels.ts";
import { peopleMatching } from "./people.ts";
import { priorities } from "./priorities.ts";

const words = ticketWords.pick;

/** The ID of the choice that empties a field. */
export const NOTHING = "nothing";
/** The ID of the choice that asks for a date. */
export const OTHER_DAY = "other";

/** A value is checked if all tickets have it. */
export function priorityChoices(current: ReadonlySet<string>): Choice[] {
  return priorities.map((id) => ({
    id,
    name: priorityNames[id] ?? id,
    icon: <PriorityGlyph priority={id} />,
    isChecked: isOnly(current, id),
  }));
}

const isOnly = <Value,>(values: ReadonlySet<Value>, value: Value) =>
  values.size === 1 && values.has(value);

export function assigneeChoices(current: ReadonlySet<string | null>, text: string): Choice[] {
  const people = peopleMatching(text).map(({ user_id, name, role }) => ({
    id: user_id,
    name: user_id === myId.value ? words.me(name) : name,
    icon: <Avatar id={user_id} name={name} size={18} />,
    isChecked: isOnly(current, user_id),
    ...(role === "viewer" && { hint: words.readsOnly }),
  }));
  const nobody = {
    id: NOTHING,
    name: words.nobody,
    icon: <Avatar id={null} size={18} />,
    isChecked: isOnly(current, null),
  };
  const isShown = words.nobody.toLowerCase().includes(text.trim().toLowerCase());
  return isShown ? [...people.slice(0, 1), nobody, ...people.slice(1)] : people;
}

/** `lists` are the labels of each ticket. A text that is not a label yet can become one. */
export function labelChoices(lists: readonly (readonly string[])[], text: string): Choice[] {
  const own = [...new Set(lists.flat())];
  const matching = labelsMatching(text, own);
  const choices: Choice[] = matching.map((name) => {
    const count = lists.filter((labels) => labels.includes(name)).length;
    return {
      id: name,
      name,
      icon: <LabelDot name={name} />,
      isChecked: count > 0 && count === lists.length,
      ...(count > 0 && count < lists.length && { hint: words.onSome }),
    };
  });
  const wanted = text.trim();
  const isNew = wanted !== "" && !matching.some((name) => isSameLabel(name, wanted));
  if (!isNew) return choices;
  return [
    ...choices,
    { id: wanted, name: words.newLabel(wanted), icon: <Icon name="plus" size={14} /> },
  ];
}

/** As the server does: labels that differ only in case are one. */
const isSameLabel = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

function LabelDot({ name }: { name: string }) {
  return (
    <span class={`label hue-${hueOf(name)}`}>
      <i class="label-dot" />
    </span>
  );
}

/** The statuses to which all tickets may move, in the order of the first one's workflow. */
export function statusChoices(tickets: readonly StoredTicket[]): Choice[] {
  const [first] = tickets;
  const statuses = first ? (workflowOf(first.project_id)?.statuses ?? []) : [];
  return statuses.flatMap(({ status }) => statusChoice(status, tickets) ?? []);
}

function statusChoice(status: string, tickets: readonly StoredTicket[]): Choice | undefined {
  const transitions = tickets.flatMap(
    (ticket) =>
      transitionsFrom(ticket.project_id, ticket.status).find(({ to }) => to === status) ?? [],
  );
  if (transitions.length < tickets.length) return undefined;
  const hint = transitions.some(({ reason_required }) => reason_required)
    ? words.withReason
    : transitions.some(({ resolution_required }) => resolution_required)
      ? words.withResolution
      : undefined;
  return {
    id: status,
    name: statusName(status),
    icon: <StatusGlyph projectId={tickets[0]?.project_id ?? ""} status={status} />,
    ...(hint !== undefined && { hint }),
  };
}

export function dueChoices(current: ReadonlySet<string | null>): Choice[] {
  const today = dateOf();
  const days = [
    { id: today, name: words.today },
    { id: daysAfter(today, 1), name: words.tomorrow },
    { id: daysAfter(today, 7), name: words.inAWeek },
    { id: daysAfter(today, 14), name: words.inTwoWeeks },
  ];
  return [
    ...days.map(({ id, name }) => ({
      id,
      name,
      hint: dayText(id),
      isChecked: isOnly(current, id),
    })),
    { id: OTHER_DAY, name: words.otherDay },
    { id: NOTHING, name: words.noDate, isChecked: isOnly(current, null) },
  ];
}
