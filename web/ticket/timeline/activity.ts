import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { type Comment, type FeedEvent, isProblem } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { onFeedReload, onTicketEvent } from "../../store/feed.ts";
import { workspace } from "../../store/workspace.ts";
import { type Activity, notOlder, withRows } from "./entries.ts";
import { commentsBefore, eventsBefore } from "./pages.ts";

export type ActivityState = "loading" | "ready" | "failed";

/** The activity of a ticket as far as it is loaded, and what continues it. */
export interface TicketActivity {
  activity: ReadonlySignal<Activity>;
  state: ReadonlySignal<ActivityState>;
  /** Loads the newest part, and follows the ticket from then on. */
  start(): void;
  stop(): void;
  loadOlder(): Promise<void>;
  /** Shows a comment that the server has answered with, before its event arrives. */
  receiveComment(comment: Comment): void;
}

const empty: Activity = {
  events: [],
  comments: [],
  history: [],
  hasOlderEvents: false,
  hasOlderComments: false,
};

export function createActivity(ticketId: string): TicketActivity {
  const activity = signal<Activity>(empty);
  const state = signal<ActivityState>("loading");
  const place = () => ({ workspace_id: workspace.peek()?.id ?? "", ticket_id: ticketId });
  let stop = new AbortController();
  let commentCursor: string | null = null;

  const change = (changes: Partial<Activity>) => {
    activity.value = { ...activity.peek(), ...changes };
  };
  const addEvents = (events: readonly FeedEvent[]) =>
    change({ events: withRows(activity.peek().events, events, ({ sequence }) => sequence) });
  const addComments = (comments: readonly Comment[]) => {
    const known = activity.peek().comments;
    change({ comments: withRows(known, notOlder(comments, known), ({ id }) => id) });
  };

  async function loadEvents(before?: number): Promise<void> {
    const events = await eventsBefore(place(), { before }, stop.signal);
    batch(() => {
      addEvents(events);
      change({ hasOlderEvents: events.length > 0 && !hasBeginning(activity.peek().events) });
    });
    if (events.length === 0 && !hasBeginning(activity.peek().events)) await loadHistory();
  }

  /** The events of the beginning were pruned: the transitions are recorded elsewhere, too. */
  async function loadHistory(): Promise<void> {
    const page = await api.listTicketHistory({ ...place(), limit: 100 }, { signal: stop.signal });
    change({ history: page.data });
  }

  async function loadComments(cursor?: string): Promise<void> {
    const { comments, next } = await commentsBefore(place(), { cursor }, stop.signal);
    commentCursor = next;
    batch(() => {
      addComments(comments);
      change({ hasOlderComments: next !== null });
    });
  }

  async function load(): Promise<void> {
    const { signal: stopped } = stop;
    try {
      await loadEvents();
      // Most tickets have no comment: their events say so, and save a request.
      if (mayHaveComments(activity.peek())) await loadComments();
      state.value = "ready";
    } catch {
      if (!stopped.aborted) state.value = "failed";
    }
  }

  async function readComment(comment_id: string): Promise<void> {
    try {
      addComments([await api.getComment({ ...place(), comment_id }, { signal: stop.signal })]);
    } catch (error) {
      if (isProblem(error, "not_found")) removeComment(comment_id);
    }
  }

  const removeComment = (id: string) =>
    change({ comments: activity.peek().comments.filter((comment) => comment.id !== id) });

  function receiveEvent(event: FeedEvent): void {
    batch(() => {
      addEvents([event]);
      const id = event.subject_id;
      if (id === null) return;
      if (event.type === "comment.deleted") removeComment(id);
      else if (event.type === "comment.created" || event.type === "comment.edited")
        void readComment(id);
    });
  }

  let stopFollowing = () => {};
  return {
    activity,
    state,
    start() {
      stop.abort();
      stopFollowing();
      stop = new AbortController();
      const stopEvents = onTicketEvent(ticketId, receiveEvent);
      const stopReload = onFeedReload(() => {
        activity.value = empty;
        void load();
      });
      stopFollowing = () => {
        stopEvents();
        stopReload();
      };
      void load();
    },
    stop() {
      stop.abort();
      stopFollowing();
    },
    async loadOlder() {
      const { events, hasOlderEvents } = activity.peek();
      await Promise.all([
        hasOlderEvents && loadEvents(Math.min(...events.map(({ sequence }) => sequence))),
        commentCursor !== null && loadComments(commentCursor),
      ]);
    },
    receiveComment: (comment) => addComments([comment]),
  };
}

const hasBeginning = (events: readonly FeedEvent[]) =>
  events.some(({ type }) => type === "ticket.created");

function mayHaveComments({ events, hasOlderEvents, history }: Activity): boolean {
  if (hasOlderEvents || history.length > 0) return true;
  return events.some(({ type }) => type === "comment.created");
}
