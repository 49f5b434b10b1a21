import type { Sender } from "../exchange.ts";
import { type Operations, operations } from "../operations.ts";
import { draftOf } from "../request.ts";
import type { UnreadCounts } from "./inbox.ts";
import { type FollowOptions, followStream } from "./stream.ts";

/** An event of the feed. A newer server may send types that are not listed here. */
export type FeedEvent = Operations["listEvents"]["response"]["data"][number];

/**
 * The feed skips sequences, which happens only after the database was restored: events up to `last` may
 * never have happened. Make a new first copy. To continue regardless, follow from `next - 1`.
 */
export class FeedGap extends Error {
  readonly last: number;
  readonly next: number;

  constructor({ last, next }: { last: number; next: number }) {
    super(`The feed goes from ${last} to ${next}: the database was restored in between.`);
    this.name = "FeedGap";
    this.last = last;
    this.next = next;
  }
}

export interface FollowEventsOptions extends FollowOptions {
  /** Called whenever a stream has opened, with the sequence of the newest event. */
  onOpen?: ((head: number) => void) | undefined;
  /** Called with the unread counts of the inbox: first, and whenever they change. */
  onInbox?: ((counts: UnreadCounts) => void) | undefined;
  /** Called when the server ends a stream, with its reason, such as `stopping`. */
  onEnd?: ((reason: string) => void) | undefined;
}

/**
 * The feed after `after` (from the oldest stored event if that is undefined), then live, without
 * end: each event once and in order, even if connections fail. Ends when the signal aborts. Throws
 * SlackyProblem if reconnecting cannot help: `feed_reset` and `events_pruned`, and when you may no
 * longer read the feed.
 */
export async function* followEvents(
  sender: Sender,
  { workspace_id, after }: { workspace_id: string; after?: number | undefined },
  options: FollowEventsOptions = {},
): AsyncGenerator<FeedEvent, void, undefined> {
  let last = after;
  let epoch: string | undefined;
  const source = {
    operation: "followEvents",
    draft: () => draftFrom(sender, { workspace_id, last, inbox: options.onInbox !== undefined }),
    // `epoch` and the counts of the inbox come first, and `end` last.
    isGreeting: ({ event }: { event: string }) => ["epoch", "inbox", "end"].includes(event),
  };
  for await (const message of followStream(sender, source, options)) {
    const data = JSON.parse(message.data);
    if (message.event === "epoch") {
      const isAnother = epoch !== undefined && data.epoch !== epoch;
      if (isAnother && last !== undefined) throw new FeedGap({ last, next: data.head + 1 });
      epoch = data.epoch;
      options.onOpen?.(data.head);
    }
    if (message.event === "inbox") options.onInbox?.(data);
    if (message.event === "end") options.onEnd?.(data.reason);
    if (!isEvent(data) || (last !== undefined && data.sequence <= last)) continue;
    if (last !== undefined && data.sequence !== last + 1) {
      throw new FeedGap({ last, next: data.sequence });
    }
    last = data.sequence;
    yield data;
  }
}

/** Other messages are about the stream itself, such as why it ends. Reconnecting reports the same. */
function isEvent(data: { sequence?: unknown }): data is FeedEvent {
  return typeof data.sequence === "number";
}

function draftFrom(
  { url }: Sender,
  { workspace_id, last, inbox }: { workspace_id: string; last: number | undefined; inbox: boolean },
) {
  const route = operations.listEvents;
  const input = { workspace_id, after: last, ...(inbox && { inbox: "true" }) };
  const draft = draftOf(url, "followEvents", { route, input });
  draft.headers.accept = "text/event-stream";
  if (last !== undefined) draft.headers["last-event-id"] = String(last);
  return draft;
}
