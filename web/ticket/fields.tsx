import type { ComponentChildren } from "preact";
import type { StoredTicket } from "../store/tickets.ts";
import { categoryOf, statusName } from "../store/workspace.ts";
import { exactTime } from "../ui/dates.ts";
import { LabelChip } from "../ui/marks/avatar.tsx";
import { StatusGlyph } from "../ui/marks/glyphs.tsx";
import { Icon } from "../ui/marks/icon.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { activityWords } from "../words/en/activity.ts";
import { ticketWords } from "../words/en/ticket.ts";
import { DueText, PersonText, PriorityText } from "./field-text.tsx";
import { pickAssignee, pickDueDate, pickLabels, pickPriority, pickStatus } from "./pickers.ts";

const words = ticketWords.fields;

/** The fields of a ticket, each with its picker. Without permission they are plain text. */
export function Fields({ ticket, mayEdit }: { ticket: StoredTicket; mayEdit: boolean }) {
  const isDone = categoryOf(ticket.project_id, ticket.status) === "done";
  const field = (command: FieldCommand, value: ComponentChildren) => (
    <EditableField {...{ command, value, mayEdit }} ticketId={ticket.id} />
  );
  return (
    <dl class="ticket-fields">
      {field(
        "move",
        <>
          <StatusGlyph projectId={ticket.project_id} status={ticket.status} />
          {statusName(ticket.status)}
          {isDone && ticket.resolution && (
            <span class="hint">{activityWords.resolutions[ticket.resolution]}</span>
          )}
        </>,
      )}
      {field("assign", <PersonText id={ticket.assignee_id} />)}
      {field("priority", <PriorityText priority={ticket.priority} />)}
      {field("due", <DueText due_on={ticket.due_on} isDone={isDone} />)}
      {field("labels", <Labels names={ticket.labels} />)}
      <ReadOnlyFields ticket={ticket} />
    </dl>
  );
}

/** The fields that can be changed, by the command that does it: a key opens the picker at its field. */
const editable = {
  move: { name: words.status, pick: pickStatus },
  assign: { name: words.assignee, pick: pickAssignee },
  priority: { name: words.priority, pick: pickPriority },
  due: { name: words.due_on, pick: pickDueDate },
  labels: { name: words.labels, pick: pickLabels },
};
type FieldCommand = keyof typeof editable;

function EditableField({
  command,
  ticketId,
  value,
  mayEdit,
}: {
  command: FieldCommand;
  ticketId: string;
  value: ComponentChildren;
  mayEdit: boolean;
}) {
  const { name, pick } = editable[command];
  return (
    <Row name={name} isWide={command === "labels"}>
      {mayEdit ? (
        <button
          type="button"
          class="ticket-value"
          data-command={command}
          aria-haspopup="dialog"
          onClick={(event) => pick([ticketId], event.currentTarget)}
        >
          <span class="visually-hidden">{name}: </span>
          {value}
        </button>
      ) : (
        <span class="ticket-value">{value}</span>
      )}
    </Row>
  );
}

function Row({
  name,
  isWide,
  children,
}: {
  name: string;
  isWide: boolean;
  children: ComponentChildren;
}) {
  return (
    <div class={isWide ? "ticket-field ticket-field-wide" : "ticket-field"}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Labels({ names }: { names: readonly string[] }) {
  if (names.length === 0) return <span class="hint">{words.none}</span>;
  return (
    <>
      {names.map((name) => (
        <LabelChip key={name} name={name} />
      ))}
    </>
  );
}

/** What the app cannot change: who reported it, a claim, and what integrations wrote. */
function ReadOnlyFields({ ticket }: { ticket: StoredTicket }) {
  const { reporter_id, created_at, claimed_at, lease_expires_at, returned_at } = ticket;
  const { external_id, metadata } = ticket;
  return (
    <>
      {reporter_id !== undefined && (
        <Row name={words.reporter} isWide>
          <span class="ticket-value">
            <PersonText id={reporter_id} />
            <span class="hint">
              <RelativeTime at={created_at} />
            </span>
          </span>
        </Row>
      )}
      {claimed_at && (
        <Row name={words.claim} isWide>
          <span class="ticket-value">
            <Icon name="timer" size={15} />
            <RelativeTime at={claimed_at} />
            {lease_expires_at && (
              <span class="hint">{words.until(exactTime(lease_expires_at))}</span>
            )}
          </span>
        </Row>
      )}
      {returned_at && (
        <Row name={words.claim} isWide>
          <span class="ticket-value">{words.returned}</span>
        </Row>
      )}
      {external_id && (
        <Row name={words.externalId} isWide>
          <span class="ticket-value ticket-value-code">{external_id}</span>
        </Row>
      )}
      {metadata !== undefined && Object.keys(metadata).length > 0 && (
        <Row name={words.metadata} isWide>
          <pre class="ticket-metadata">{JSON.stringify(metadata, null, 2)}</pre>
        </Row>
      )}
    </>
  );
}
