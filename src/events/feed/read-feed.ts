import type { Queryable } from "../../db/pool.ts";
import { Problem } from "../../problems.ts";
import type { FeedEvent } from "../relay/queries.ts";
import { type FeedRow, readFeedPart, toFeedPart } from "./queries.ts";

export interface FeedPage {
  data: Omit<FeedEvent, "workspace_id">[];
  /** Which history the sequences belong to; when it changes, look again at what you know. */
  epoch: string;
  /** The newest sequence of the feed: a reader that is here has seen all. */
  head: number;
}

/**
 * The events after a sequence, in their order; from the oldest that is left where none is given. Throws
 * `feed_reset` for a sequence that the feed has not reached, `events_pruned` for one it no longer goes back to.
 */
export async function readFeed(
  db: Queryable,
  { workspace_id }: { workspace_id: string },
  { after, limit }: { after?: number | undefined; limit: number },
): Promise<FeedPage> {
  return toFeedPage(await db.query(readFeedPart(workspace_id, { after, limit })), after);
}

/** The page with the rows that `readFeedPart` gives. Throws what `readFeed` throws. */
export function toFeedPage(rows: readonly FeedRow[], after: number | undefined): FeedPage {
  const { epoch, head, pruned_to, events } = toFeedPart(rows);
  const from = after ?? pruned_to;
  if (from > head) {
    throw new Problem(
      "feed_reset",
      `The feed is at ${head}; the sequence ${from} does not exist in this epoch. Start again from \`head\`.`,
      { epoch, head },
    );
  }
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
