import type { Sender } from "../exchange.ts";
import { type Operations, operations } from "../operations.ts";
import { draftOf } from "../request.ts";
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

/**
 * The feed after `after` (from the oldest stored event if that is undefined), then live, without
 * end: each event once and in order, even if connections fail. Ends when the signal aborts. Throws
 * SlackyProblem if reconnecting cannot help: `feed_reset` and `events_pruned`, and when you may no
 * longer read the feed.
 */
export async function* followEvents(
  sender: Sender,
  { workspace_id, after }: { workspace_id: string; after?: number | undefined },
  options?: FollowOptions,
): AsyncGenerator<FeedEvent, void, undefined> {
  let last = after;
  let epoch: string | undefined;
  const source = {
    operation: "followEvents",
    draft: () => draftFrom(sender, { workspace_id, last }),
    // `epoch` comes first, and `end` last.
    isGreeting: ({ event }: { event: string }) => event === "epoch" || event === "end",
  };
  for await (const message of followStream(sender, source, options)) {
    const data = JSON.parse(message.data);
    if (message.event === "epoch") {
      const isAnother = epoch !== undefined && data.epoch !== epoch;
      if (isAnother && last !== undefined) throw new FeedGap({ last, next: data.head + 1 });
      epoch = data.epoch;
    }
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
  { workspace_id, last }: { workspace_id: string; last: number | undefined },
) {
  const route = operations.listEvents;
  const draft = draftOf(url, "followEvents", { route, input: { workspace_id, after: last } });
  draft.headers.accept = "text/event-stream";
  if (last !== undefined) draft.headers["last-event-id"] = String(last);
  return draft;
}
