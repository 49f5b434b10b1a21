import { statusName } from "../../store/workspace.ts";
import { activityWords, type Sentence } from "../../words/en/activity.ts";
import { shellWords } from "../../words/en/shell.ts";
import { ticketWords } from "../../words/en/ticket.ts";
import { memberText } from "../member-text.ts";
import { dayText } from "../pickers/days.ts";
import type { Change } from "./changes.ts";

type Describe = {
  [What in Change["what"]]: (
    change: Extract<Change, { what: What }>,
    actorId: string | null,
  ) => Sentence;
};

const words = activityWords;
const priorityName = (priority: string | null) => shellWords.priorities[priority ?? "none"] ?? "";
const nameOf = (id: string | null) => (id === null ? ticketWords.fields.nobody : memberText(id));

const describe: Describe = {
  created: () => words.created,
  description: () => words.description,
  metadata: () => words.metadata,
  claimed: () => words.claimed,
  released: () => words.released,
  deleted: () => words.deleted,
  restored: () => words.restored,
  lease_expired: () => words.leaseExpired,
  version_redacted: () => words.versionRedacted,
  redacted: () => words.redacted,
  moved: ({ from, to }) =>
    from === null ? words.movedTo(statusName(to)) : words.moved(statusName(from), statusName(to)),
  resolution: ({ to }) => words.resolution(words.resolutions[to] ?? to),
  title: ({ from, to }) => words.title(from ?? "", to),
  priority: ({ from, to }) => words.priority(priorityName(from), priorityName(to)),
  assignee: ({ from, to, hasLeft }, actorId) => {
    if (hasLeft) return words.assigneeLeft(nameOf(from));
    if (to === null) return words.unassigned(nameOf(from));
    return to === actorId ? words.assignedToSelf : words.assigned(nameOf(to));
  },
  due_on: ({ to }) => (to === null ? words.dueRemoved : words.due(dayText(to))),
  external_id: ({ to }) => (to === null ? words.externalIdRemoved : words.externalId(to)),
  labels: ({ added, removed }) => [
    ...(added.length > 0 ? words.labelsAdded(added) : []),
    ...(added.length > 0 && removed.length > 0 ? [words.and] : []),
    ...(removed.length > 0 ? words.labelsRemoved(removed) : []),
  ],
  due: ({ kind }) =>
    kind === "soon" ? words.dueSoon : kind === "today" ? words.dueToday : words.overdue,
  comment_deleted: ({ authorId }, actorId) =>
    authorId === actorId ? words.commentDeleted : words.commentOfOtherDeleted(nameOf(authorId)),
};

/** What one entry of the activity says after the name of the person who acted. */
export function sentenceOf(changes: readonly Change[], actorId: string | null): Sentence {
  return changes.flatMap((change, at) => {
    const sentence = (describe[change.what] as (c: Change, id: string | null) => Sentence)(
      change,
      actorId,
    );
    if (at === 0) return sentence;
    return [at === changes.length - 1 ? words.and : words.comma, ...sentence];
  });
}

export function actorName(actorId: string | null): string {
  return actorId === null ? words.slacky : nameOf(actorId);
}
