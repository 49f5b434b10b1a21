import type { FieldName, FieldValue } from "../store/conflicts.ts";
import { ticketSignal } from "../store/tickets.ts";
import { categoryOf } from "../store/workspace.ts";
import { dueView } from "../ui/dates.ts";
import { Avatar } from "../ui/marks/avatar.tsx";
import { PriorityGlyph, priorityNames } from "../ui/marks/glyphs.tsx";
import { Icon } from "../ui/marks/icon.tsx";
import { ticketWords } from "../words/en/ticket.ts";
import { memberText } from "./member-text.ts";

/** A value of a field as a ticket shows it. */
export function FieldText({
  ticketId,
  field,
  value,
}: {
  ticketId: string;
  field: FieldName;
  value: FieldValue;
}) {
  if (field === "priority") return <PriorityText priority={value ?? "none"} />;
  if (field === "assignee_id") return <PersonText id={value} />;
  if (field === "due_on") {
    const ticket = ticketSignal(ticketId)?.value;
    const isDone = ticket ? categoryOf(ticket.project_id, ticket.status) === "done" : false;
    return <DueText due_on={value} isDone={isDone} />;
  }
  return <>{value ?? ticketWords.conflict.empty}</>;
}

export function PriorityText({ priority }: { priority: string }) {
  return (
    <span class="field-text">
      <PriorityGlyph priority={priority} />
      {priorityNames[priority] ?? priority}
    </span>
  );
}

export function PersonText({ id }: { id: string | null }) {
  return (
    <span class="field-text">
      <Avatar id={id} size={18} />
      {id === null ? ticketWords.fields.nobody : memberText(id)}
    </span>
  );
}

export function DueText({ due_on, isDone }: { due_on: string | null; isDone: boolean }) {
  const due = due_on === null ? undefined : dueView(due_on, isDone);
  return (
    <span class={`field-text field-text-${due?.tone ?? "none"}`}>
      <Icon name="calendar" size={15} />
      {due?.text ?? <span class="hint">{ticketWords.fields.noDate}</span>}
    </span>
  );
}
