import type { ReadonlySignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { projectById, projects, statusName, workflowOf } from "../../store/workspace.ts";
import { dueView } from "../../ui/dates.ts";
import { Avatar, LabelChip } from "../../ui/marks/avatar.tsx";
import { PriorityGlyph, priorityNames, StatusGlyph } from "../../ui/marks/glyphs.tsx";
import { Icon } from "../../ui/marks/icon.tsx";
import { openPicker, type PickerOptions } from "../../ui/picker.tsx";
import { ticketWords } from "../../words/en/ticket.ts";
import { memberText } from "../member-text.ts";
import {
  assigneeChoices,
  dueChoices,
  labelChoices,
  NOTHING,
  OTHER_DAY,
  priorityChoices,
} from "../pickers/choices.tsx";
import { askDay } from "../pickers/due-dialog.tsx";
import { forgetLabels } from "../pickers/labels.ts";
import type { Priority } from "../pickers/priorities.ts";
import { type NewTicketDraft, toggleLabel } from "./draft.ts";

const words = ticketWords.create;

interface CreateFields {
  draft: ReadonlySignal<NewTicketDraft>;
  change: (changes: Partial<NewTicketDraft>) => void;
}

/** In which project the ticket will be, and in which status it starts. */
export function CreateProject({ draft, change }: CreateFields) {
  const { projectId: current } = draft.value;
  const project = projectById(current);
  const initial = workflowOf(current)?.initial_status ?? "";
  const options: PickerOptions = {
    title: ticketWords.pick.project,
    choices: projects.value
      .filter(({ archived_at }) => archived_at === null)
      .map(({ id, name, key }) => ({
        id,
        name,
        hint: key,
        isChecked: id === current,
      })),
    pick: (projectId) => change({ projectId }),
  };
  return (
    <>
      <Chip label={ticketWords.pick.project} options={options}>
        <span class="project-key">{project?.key}</span>
        <span class="cut">{project?.name}</span>
        <Icon name="chevron-down" size={13} />
      </Chip>
      <span class="hint create-initial">
        {words.beginsAs}
        <StatusGlyph projectId={current} status={initial} />
        {statusName(initial)}
      </span>
    </>
  );
}

/** Priority, assignee, labels and due date of the new ticket. */
export function CreateChips({ draft, change }: CreateFields) {
  const pick = ticketWords.pick;
  const { priority, assignee_id, labels, due_on } = draft.value;
  const setDay = (day: string | null) => change({ due_on: day });
  return (
    <div class="create-chips">
      <Chip
        label={pick.priority}
        options={{
          title: pick.priority,
          choices: priorityChoices(new Set([priority])),
          pick: (id) => change({ priority: id as Priority }),
        }}
      >
        <PriorityGlyph priority={priority} />
        {priorityNames[priority]}
      </Chip>
      <Chip
        label={pick.assignee}
        options={{
          title: pick.assignee,
          choices: (text) => assigneeChoices(new Set([assignee_id]), text),
          pick: (id) => change({ assignee_id: id === NOTHING ? null : id }),
        }}
      >
        <Avatar id={assignee_id} size={16} />
        {assignee_id === null ? pick.nobody : memberText(assignee_id)}
      </Chip>
      <Chip
        label={pick.labels}
        options={{
          title: pick.labels,
          multiple: true,
          choices: (text) => labelChoices([draft.value.labels], text),
          pick: (name) => change(toggleLabel(draft.peek(), name)),
        }}
        beforeOpen={forgetLabels}
      >
        {labels.length === 0 ? (
          <>
            <Icon name="tag" size={14} />
            {words.labels}
          </>
        ) : (
          labels.map((name) => <LabelChip key={name} name={name} />)
        )}
      </Chip>
      <Chip
        label={pick.dueDate}
        options={{
          title: pick.dueDate,
          search: false,
          choices: dueChoices(new Set([due_on])),
          pick: (id) => {
            if (id === OTHER_DAY) askDay(due_on ?? "", setDay);
            else setDay(id === NOTHING ? null : id);
          },
        }}
      >
        <Icon name="calendar" size={14} />
        {due_on === null ? words.due : dueView(due_on, false).text}
      </Chip>
    </div>
  );
}

function Chip({
  label,
  options,
  beforeOpen,
  children,
}: {
  label: string;
  options: PickerOptions;
  beforeOpen?: () => void;
  children: ComponentChildren;
}) {
  return (
    <button
      type="button"
      class="create-chip"
      aria-haspopup="dialog"
      onClick={(event) => {
        beforeOpen?.();
        openPicker(event.currentTarget, options);
      }}
    >
      <span class="visually-hidden">{label}: </span>
      {children}
    </button>
  );
}
