import type { FeedEvent } from "../../../client/index.ts";

/** What one event of a ticket's feed did to the ticket. */
export type Change =
  | { what: "created" | "description" | "metadata" | "claimed" | "released" | "deleted" }
  | { what: "restored" | "lease_expired" | "version_redacted" | "redacted" }
  | { what: "moved"; from: string | null; to: string; reason: string | null }
  | { what: "resolution"; to: string }
  | { what: "title"; from: string | null; to: string }
  | { what: "priority"; from: string | null; to: string }
  | { what: "assignee"; from: string | null; to: string | null; hasLeft: boolean }
  | { what: "due_on"; from: string | null; to: string | null }
  | { what: "external_id"; to: string | null }
  | { what: "labels"; added: readonly string[]; removed: readonly string[] }
  | { what: "due"; kind: "soon" | "today" | "overdue" }
  | { what: "comment_deleted"; authorId: string };

type EventOf<Type extends FeedEvent["type"]> = Extract<FeedEvent, { type: Type }>;
type FieldChanges = EventOf<"ticket.updated">["data"]["changes"];

/** The changes of an event, in the order in which they are shown; none for what nobody needs to see. */
export function changesOf(event: FeedEvent): Change[] {
  switch (event.type) {
    case "ticket.created":
      return [{ what: "created" }];
    case "ticket.transitioned":
      return [...moved(event.data.changes, event.data.reason), ...fieldChanges(event.data.changes)];
    case "ticket.updated":
      if (event.data.cause === "redacted") return [{ what: "redacted" }];
      return fieldChanges(event.data.changes, event.data.cause === "assignee_removed");
    case "ticket.claimed":
      return [{ what: "claimed" }, ...moved(event.data.changes, null)];
    case "ticket.released":
      return [{ what: event.data.cause === "lease_expired" ? "lease_expired" : "released" }];
    case "ticket.labeled":
      return [labelsChanged({ added: event.data.label, changes: event.data.changes })];
    case "ticket.unlabeled":
      return [labelsChanged({ removed: event.data.label, changes: event.data.changes })];
    case "ticket.due":
      return [{ what: "due", kind: event.data.kind }];
    case "ticket.deleted":
      return [{ what: "deleted" }];
    case "ticket.restored":
      return [{ what: "restored" }];
    case "ticket.version_redacted":
      return [{ what: "version_redacted" }];
    case "comment.deleted":
      return [{ what: "comment_deleted", authorId: event.data.author_id }];
    default:
      return [];
  }
}

function moved(changes: FieldChanges, reason: string | null): Change[] {
  const { status, resolution } = changes;
  if (!status) return [];
  const move: Change = { what: "moved", from: status.from, to: status.to, reason };
  return resolution?.to ? [move, { what: "resolution", to: resolution.to }] : [move];
}

function fieldChanges(changes: FieldChanges, hasLeft = false): Change[] {
  const { title, description, priority, assignee_id, due_on, external_id, metadata } = changes;
  const found: (Change | undefined)[] = [
    title && { what: "title", ...title },
    description && { what: "description" },
    priority && { what: "priority", ...priority },
    assignee_id && { what: "assignee", ...assignee_id, hasLeft },
    due_on && { what: "due_on", ...due_on },
    external_id && { what: "external_id", to: external_id.to },
    metadata && { what: "metadata" },
  ];
  return found.filter((change) => change !== undefined);
}

/** Renaming a label is one event for each of its tickets, and changes two names at once. */
function labelsChanged({
  added,
  removed,
  changes,
}: {
  added?: string;
  removed?: string;
  changes: FieldChanges;
}): Change {
  const before = changes.labels?.from ?? [];
  const after = changes.labels?.to ?? [];
  if (!changes.labels)
    return { what: "labels", added: added ? [added] : [], removed: removed ? [removed] : [] };
  return {
    what: "labels",
    added: after.filter((name) => !before.includes(name)),
    removed: before.filter((name) => !after.includes(name)),
  };
}

/** Two changes as one, if they read better so; `undefined` if not. */
export function joinChanges(first: Change, second: Change): Change | undefined {
  if (first.what === "labels" && second.what === "labels") return joinLabels(first, second);
  const isSame = first.what === second.what;
  return isSame && (first.what === "description" || first.what === "metadata") ? first : undefined;
}

type LabelsChanged = Extract<Change, { what: "labels" }>;

function joinLabels(first: LabelsChanged, second: LabelsChanged): Change {
  const without = (names: readonly string[], others: readonly string[]) =>
    names.filter((name) => !others.includes(name));
  return {
    what: "labels",
    added: [...without(first.added, second.removed), ...without(second.added, first.removed)],
    removed: [...without(first.removed, second.added), ...without(second.removed, first.added)],
  };
}
