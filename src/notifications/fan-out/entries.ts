import type { EventType } from "../../events/catalogue/event-types.ts";
import type { ConsumedEvent } from "../../events/consume/consume.ts";
import type { NotificationReason } from "../reasons.ts";

/**
 * What some events of a page mean for one audience: the events of one actor on one ticket that have
 * the same reason. One entry may stand for a hundred events.
 */
export interface Entry {
  ticket_id: string;
  /** Who acted, and is not notified. Null if Slacky itself did. */
  actor_id: string | null;
  /** Whom it is for: this person alone, those who watch the ticket, or those who watch its project. */
  audience: "person" | "ticket" | "project";
  user_id: string | null;
  reason: NotificationReason;
  first: number;
  last: number;
  last_type: EventType;
}

/** Somebody who begins to watch a ticket, because they commented or were mentioned. */
export interface NewWatcher {
  ticket_id: string;
  user_id: string;
  /** Of the event by which they do. */
  sequence: number;
}

export interface Entries {
  entries: Entry[];
  newWatchers: NewWatcher[];
}

/**
 * Which types reach those who watch a ticket, and why. The others reach nobody: what somebody only
 * corrects, what no longer exists, and what a program repeats, such as the renewal of a lease.
 */
const reasonsForWatchers: Partial<Record<EventType, NotificationReason>> = {
  "comment.created": "commented",
  "ticket.transitioned": "transitioned",
  "ticket.claimed": "claimed",
  "ticket.released": "claimed",
  "ticket.updated": "watching",
  "ticket.labeled": "watching",
  "ticket.unlabeled": "watching",
  "ticket.restored": "watching",
};

/** What the fan-out reads of an event's data. */
interface Data {
  cause?: string;
  mentions?: string[];
  changes?: { assignee_id?: { to: string | null } };
  assignee_id?: string | null;
  reporter_id?: string;
}

/** Summarizes the events of a page, in their order. */
export function toEntries(events: readonly ConsumedEvent[]): Entries {
  const newWatchers = new Map<string, NewWatcher>();
  const entries = new Map<string, Entry>();
  const add = (event: ConsumedEvent, part: Pick<Entry, "audience" | "reason" | "user_id">) => {
    const { ticket_id, actor_id, sequence, type } = event;
    if (ticket_id === null) return;
    // Those who begin to watch in the middle of the page get the entries after that.
    const key = [ticket_id, actor_id, ...Object.values(part), newWatchers.size].join(" ");
    const { first } = entries.get(key) ?? { first: sequence };
    entries.set(key, { ...part, ticket_id, actor_id, first, last: sequence, last_type: type });
  };
  for (const event of events) {
    if (event.ticket_id === null || isSilent(event)) continue;
    for (const part of partsOf(event)) add(event, part);
    for (const user_id of watchersBy(event)) {
      const key = `${event.ticket_id} ${user_id}`;
      if (newWatchers.has(key)) continue;
      newWatchers.set(key, { ticket_id: event.ticket_id, user_id, sequence: event.sequence });
    }
  }
  return { entries: [...entries.values()], newWatchers: [...newWatchers.values()] };
}

/**
 * Events that notify nobody: a renamed or deleted label changes each of its tickets. An import is to be
 * silent as well, so its events will be recognized here.
 */
function isSilent({ data }: ConsumedEvent): boolean {
  const { cause } = data as Data;
  return cause === "label_renamed" || cause === "label_deleted";
}

function partsOf({ type, data }: ConsumedEvent): Pick<Entry, "audience" | "reason" | "user_id">[] {
  const { mentions = [], changes, assignee_id, reporter_id } = data as Data;
  const parts: Pick<Entry, "audience" | "reason" | "user_id">[] = [];
  const person = (user_id: string | null | undefined, reason: NotificationReason) => {
    if (user_id) parts.push({ audience: "person", reason, user_id });
  };
  const reason = reasonsForWatchers[type];
  if (reason) parts.push({ audience: "ticket", reason, user_id: null });
  if (type === "ticket.created") {
    parts.push({ audience: "project", reason: "watching", user_id: null });
  }
  person(changes?.assignee_id?.to, "assigned");
  for (const user_id of mentions) person(user_id, "mentioned");
  if (type === "ticket.due") person(assignee_id ?? reporter_id, "due");
  return parts;
}

/** Who watches the ticket from this event on: who comments, and who is mentioned. */
function watchersBy({ type, actor_id, data }: ConsumedEvent): string[] {
  const { mentions = [] } = data as Data;
  return type === "comment.created" && actor_id !== null ? [actor_id, ...mentions] : mentions;
}
