import type { Priority } from "../pickers/priorities.ts";

/** What is typed of a new ticket. */
export interface NewTicketDraft {
  projectId: string;
  title: string;
  description: string;
  priority: Priority;
  assignee_id: string | null;
  labels: readonly string[];
  due_on: string | null;
}

export function emptyDraft(projectId: string): NewTicketDraft {
  return {
    projectId,
    title: "",
    description: "",
    priority: "none",
    assignee_id: null,
    labels: [],
    due_on: null,
  };
}

/** Whether there is something in it that would be lost. */
export function isEmptyDraft({ title, description }: NewTicketDraft): boolean {
  return title.trim() === "" && description.trim() === "";
}

/** What the API creates a ticket of. */
export function toNewTicket(draft: NewTicketDraft) {
  const { projectId, title, description, priority, assignee_id, labels, due_on } = draft;
  return {
    project_id: projectId,
    title: title.trim(),
    priority,
    assignee_id,
    labels: [...labels],
    due_on,
    description: description.trim() === "" ? null : description,
  };
}

/** The draft with a label added, or taken away if it was there. */
export function toggleLabel(draft: NewTicketDraft, name: string): NewTicketDraft {
  const { labels } = draft;
  const isOn = labels.includes(name);
  return { ...draft, labels: isOn ? labels.filter((each) => each !== name) : [...labels, name] };
}
