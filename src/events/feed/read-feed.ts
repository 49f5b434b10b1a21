import type { Queryable } from "../../db/pool.ts";
import { Problem } from "../../problems.ts";
import type { FeedEvent } from "../relay/queries.ts";
import { type FeedRow, readFeedPart, toFeedPart } from "./queries.ts";

export interface FeedPage {
  data: Omit<FeedEvent, "workspace_id">[];
  /** Identifies the numbering. When it changes, consumers must check what they know. */
  epoch: string;
  /** The newest sequence of the feed: a consumer at this position has read everything. */
  head: number;
}

/**
 * The events after a sequence, in order; from the oldest stored event if none is given. Throws
 * `feed_reset` if the feed has not reached the sequence, `events_pruned` if events after it have
 * been deleted.
 */
export async function readFeed(
  db: Queryable,
  { workspace_id }: { workspace_id: string },
  { after, limit }: { after?: number | undefined; limit: number },
): Promise<FeedPage> {
  return toFeedPage(await db.query(readFeedPart(workspace_id, { after, limit })), after);
}

/** The page made from the rows of `readFeedPart`. Throws what `readFeed` throws. */
export function toFeedPage(rows: readonly FeedRow[], after: number | undefined): FeedPage {
  const { epoch, head, pruned_to, events } = toFeedPart(rows);
  const from = after ?? pruned_to;
  requireReached(from, { epoch, head });
  if (from < pruned_to) {
    throw new Problem(
      "events_pruned",
      `Events up to the sequence ${pruned_to} were pruned. Start again from \`head\`.`,
      {
        epoch,
        oldest: pruned_to + 1,
      },
    );
  }
  return { data: events, epoch, head };
}

/** The same of one ticket, from the oldest event that is left. Throws `feed_reset`. */
export function toActivity(rows: readonly FeedRow[], after: number | undefined): FeedPage {
  const { epoch, head, events } = toFeedPart(rows);
  requireReached(after ?? 0, { epoch, head });
  return { data: events, epoch, head };
}

function requireReached(from: number, { epoch, head }: { epoch: string; head: number }): void {
  if (from <= head) return;
  throw new Problem(
    "feed_reset",
    `The feed is at ${head} and has not reached the sequence ${from} in this epoch. Start again from \`head\`.`,
    { epoch, head },
  );
}
