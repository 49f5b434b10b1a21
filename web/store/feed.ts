import { batch, signal } from "@preact/signals";
import { type FeedEvent, FeedGap, isProblem, type UnreadCounts } from "../../client/index.ts";
import { api } from "../api/client.ts";
import { countArrivals, reloadBoard } from "./columns.ts";
import { countedUpTo, setCounts } from "./counts.ts";
import { applyEvent, clearReads } from "./feed/apply-event.ts";
import { nextFrame } from "./feed/next-frame.ts";
import { forgetVersions, settleFeedPlaces } from "./tickets.ts";
import { workspace } from "./workspace.ts";

/** Whether the page hears of changes at once. */
export const connection = signal<"live" | "connecting" | "offline">("connecting");

/** How much of the inbox is unread; undefined until the stream has said it. */
export const unread = signal<UnreadCounts | undefined>(undefined);

/** Whether the caller was removed from the workspace, or it was deleted. */
export const hasLostAccess = signal(false);

/** The reason with which the server ended the last stream, such as `stopping`. */
export const streamEnd = signal<string | undefined>(undefined);

/** With more events to catch up on, the view is read again instead. */
const EVENTS_BEHIND_MAX = 500;
const RETRY_MS = 5_000;
const MANY = 10;

type Listener = (event: FeedEvent) => void;

const ticketListeners = new Map<string, Set<Listener>>();
const listeners = new Set<Listener>();
const reloadListeners = new Set<() => void>();
let stop: AbortController | undefined;
let last: number | undefined;
let received: FeedEvent[] = [];

/** Calls the listener with each event of a ticket, its comments included, after it was applied. */
export function onTicketEvent(ticketId: string, listener: Listener): () => void {
  const ofTicket = ticketListeners.get(ticketId) ?? new Set();
  ticketListeners.set(ticketId, ofTicket.add(listener));
  return () => {
    ofTicket.delete(listener);
    if (ofTicket.size === 0) ticketListeners.delete(ticketId);
  };
}

/** Calls the listener with each event of the workspace, after it was applied. */
export function onFeedEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Calls the listener when events were missed, so that every view has to be read again. */
export function onFeedReload(listener: () => void): () => void {
  reloadListeners.add(listener);
  return () => reloadListeners.delete(listener);
}

/** Follows the feed of the current workspace, from where it was left or from what was counted. */
export function startFeed(): void {
  const workspace_id = workspace.peek()?.id;
  if (workspace_id === undefined || stop) return;
  stop = new AbortController();
  connection.value = "connecting";
  hasLostAccess.value = false;
  void follow(workspace_id, stop);
}

/** Closes the stream. `startFeed` continues where it ended. */
export function stopFeed(): void {
  stop?.abort();
  stop = undefined;
}

/** Closes the stream and forgets the place in the feed, for another workspace. */
export function leaveFeed(): void {
  stopFeed();
  last = undefined;
  received = [];
  unread.value = undefined;
  clearReads();
}

async function follow(workspace_id: string, own: AbortController): Promise<void> {
  while (!own.signal.aborted) {
    try {
      if (last === undefined) last = countedUpTo();
      const isComplete = await followOnce(workspace_id, { own, after: last });
      if (isComplete) return;
      await reloadView();
    } catch (error) {
      if (own.signal.aborted) return;
      if (isProblem(error, "not_found", "forbidden", "insufficient_scope")) {
        hasLostAccess.value = true;
        return;
      }
      connection.value = "offline";
      if (isProblem(error, "feed_reset", "events_pruned") || error instanceof FeedGap) {
        // After a restored database, a lower version may be the newer one.
        forgetVersions();
        await reloadView().catch(() => {});
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** Follows until the stream is stopped; false if it is too late to catch up. */
async function followOnce(
  workspace_id: string,
  { own, after }: { own: AbortController; after: number },
): Promise<boolean> {
  const lag = new AbortController();
  const signal = AbortSignal.any([own.signal, lag.signal]);
  const events = api.followEvents(
    { workspace_id, after },
    {
      signal,
      onOpen(head) {
        if (head - (last ?? after) > EVENTS_BEHIND_MAX) lag.abort();
        else connection.value = "live";
      },
      onInbox: (counts) => {
        unread.value = counts;
      },
      onEnd: (reason) => {
        streamEnd.value = reason;
      },
      onBreak: (error) => {
        connection.value = error === undefined ? "connecting" : "offline";
      },
    },
  );
  for await (const event of events) {
    last = event.sequence;
    received.push(event);
    nextFrame(applyReceived);
  }
  return !lag.signal.aborted;
}

/** Applies what has arrived since the last frame, all at once. */
function applyReceived(): void {
  const events = received;
  received = [];
  const isCrowded = events.length > MANY;
  batch(() => {
    countArrivals(MANY, () => {
      for (const event of events) applyEvent(event, { isCrowded });
    });
  });
  for (const event of events) {
    for (const listener of listeners) listener(event);
    for (const listener of ticketListeners.get(event.ticket_id ?? "") ?? []) listener(event);
  }
}

/** Reads counts and board again, and follows from there. */
async function reloadView(): Promise<void> {
  const workspace_id = workspace.peek()?.id;
  if (workspace_id === undefined) return;
  const counts = await api.countTickets({ workspace_id, group_by: "status" });
  if (workspace.peek()?.id !== workspace_id) return;
  received = [];
  batch(() => {
    setCounts(counts);
    settleFeedPlaces();
  });
  await reloadBoard();
  if (workspace.peek()?.id !== workspace_id) return;
  // Not before the board is read: if that fails, what was missed is still to come.
  last = counts.sequence;
  for (const listener of reloadListeners) listener();
}
