import type { Comment, FeedEvent, StatusChange } from "../../../client/index.ts";
import { type Change, changesOf, joinChanges } from "./changes.ts";

/** Something that one person did to a ticket, or a comment. */
export type Entry = ChangeEntry | CommentEntry;

export interface ChangeEntry {
  kind: "changes";
  key: string;
  at: string;
  /** Null if Slacky itself acted. */
  actorId: string | null;
  changes: readonly Change[];
}

export interface CommentEntry {
  kind: "comment";
  key: string;
  at: string;
  comment: Comment;
}

/** What is loaded of a ticket's activity, in any order. */
export interface Activity {
  events: readonly FeedEvent[];
  comments: readonly Comment[];
  hasOlderEvents: boolean;
  hasOlderComments: boolean;
  /** Its transitions, where the events that recorded them have been pruned. */
  history: readonly StatusChange[];
}

/** Changes of one person are shown as one if they follow each other within this time. */
const TOGETHER_MS = 10 * 60_000;
const ONE_COMMAND_MS = 2_000;

/**
 * The activity of a ticket, oldest first. Events and comments are loaded page by page, so the oldest
 * part that only one of the lists has reached is left out.
 */
export function timelineOf(activity: Activity): Entry[] {
  const since = loadedSince(activity);
  const entries = [
    ...historyEntries(activity),
    ...activity.events.map(changeEntry),
    ...activity.comments.map(commentEntry),
  ].filter((entry) => entry !== undefined && entry.at >= since) as Entry[];
  return joinEntries(entries.sort(inOrder));
}

/** From when on the activity is complete; empty if it is from the beginning. */
function loadedSince({ events, comments, hasOlderEvents, hasOlderComments }: Activity): string {
  const times = [
    hasOlderEvents ? oldest(events.map(({ occurred_at }) => occurred_at)) : "",
    hasOlderComments ? oldest(comments.map(({ created_at }) => created_at)) : "",
  ];
  return times.sort().at(-1) ?? "";
}

/** Whether there is more of the activity than what is loaded. */
export const hasOlder = ({ hasOlderEvents, hasOlderComments }: Activity): boolean =>
  hasOlderEvents || hasOlderComments;

const oldest = (times: readonly string[]) => times.toSorted()[0] ?? "";

function changeEntry(event: FeedEvent): ChangeEntry | undefined {
  const changes = changesOf(event);
  if (changes.length === 0) return undefined;
  const { sequence, occurred_at, actor_id } = event;
  return { kind: "changes", key: `e${sequence}`, at: occurred_at, actorId: actor_id, changes };
}

function commentEntry(comment: Comment): CommentEntry {
  return { kind: "comment", key: comment.id, at: comment.created_at, comment };
}

/** The transitions whose events have been pruned, or have not arrived yet. */
function historyEntries({ history, events, hasOlderEvents }: Activity): ChangeEntry[] {
  if (hasOlderEvents) return [];
  return history
    .filter((change) => !events.some((event) => isRecordOf(event, change)))
    .map(({ sequence, changed_at, actor_id, from_status, to_status, reason }) => ({
      kind: "changes",
      key: `h${sequence}`,
      at: changed_at,
      actorId: actor_id,
      changes: [
        from_status === null
          ? { what: "created" }
          : { what: "moved", from: from_status, to: to_status, reason },
      ],
    }));
}

/** A transition and its event are written by one command, each with its own reading of the clock. */
function isRecordOf({ data, occurred_at }: FeedEvent, change: StatusChange): boolean {
  const { status, changes } = data as { status?: string; changes?: object };
  if (status !== change.to_status || !changes || !("status" in changes)) return false;
  return Math.abs(Date.parse(occurred_at) - Date.parse(change.changed_at)) < ONE_COMMAND_MS;
}

/** A command that moves a ticket and comments on it does both at one time: the change comes first. */
function inOrder(a: Entry, b: Entry): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  if (a.kind !== b.kind) return a.kind === "changes" ? -1 : 1;
  return a.key.localeCompare(b.key, "en", { numeric: true });
}

function joinEntries(entries: readonly Entry[]): Entry[] {
  const joined: Entry[] = [];
  for (const entry of entries) {
    const last = joined.at(-1);
    const both = last && entry.kind === "changes" ? joinedEntry(last, entry) : undefined;
    if (both) joined[joined.length - 1] = both;
    else joined.push(entry);
  }
  return joined.filter((entry) => entry.kind === "comment" || entry.changes.some(isVisible));
}

function joinedEntry(last: Entry, entry: ChangeEntry): ChangeEntry | undefined {
  const [first, second] = [last.kind === "changes" && last.changes, entry.changes];
  if (last.kind !== "changes" || !first || first.length !== 1 || second.length !== 1)
    return undefined;
  if (last.actorId !== entry.actorId) return undefined;
  if (Date.parse(entry.at) - Date.parse(last.at) > TOGETHER_MS) return undefined;
  const change = joinChanges(first[0] as Change, second[0] as Change);
  return change && { ...last, at: entry.at, changes: [change] };
}

/** A label that was added and removed again leaves nothing to show. */
const isVisible = (change: Change) =>
  change.what !== "labels" || change.added.length + change.removed.length > 0;

/** Without those that are known in a later version already: answers arrive in any order. */
export function notOlder<Row extends { id: string; version: number }>(
  rows: readonly Row[],
  known: readonly Row[],
): Row[] {
  const versions = new Map(known.map(({ id, version }) => [id, version]));
  return rows.filter(({ id, version }) => version >= (versions.get(id) ?? 0));
}

/** A list with rows added; where it has a row of the same key, the new one takes its place. */
export function withRows<Row>(
  list: readonly Row[],
  rows: readonly Row[],
  keyOf: (row: Row) => unknown,
): Row[] {
  const byKey = new Map([...list, ...rows].map((row) => [keyOf(row), row]));
  return [...byKey.values()];
}
