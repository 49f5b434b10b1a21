import type { WorkspaceContext } from "../../auth/workspace-context.ts";
import type { Queryable } from "../../db/pool.ts";
import { Problem } from "../../problems.ts";
import type { FeedEvent } from "../relay/queries.ts";
import { readFeedPart } from "./queries.ts";

export interface FeedPage {
  data: Omit<FeedEvent, "workspace_id">[];
  /** Which history the sequences belong to; when it changes, look again at what you know. */
  epoch: string;
  /** The newest sequence of the feed: a reader that is here has seen all. */
  head: number;
}

/**
 * The events behind a sequence, in their order; from the oldest that is left where none is given. Throws
 * `feed_reset` for a sequence that the feed has not reached, `events_pruned` for one it no longer goes back to.
 */
export async function readFeed(
  db: Queryable,
  { workspace_id }: Pick<WorkspaceContext, "workspace_id">,
  { after, limit }: { after?: number | undefined; limit: number },
): Promise<FeedPage> {
  const { epoch, head, pruned_to, events } = await readFeedPart(db, workspace_id, { after, limit });
  const from = after ?? pruned_to;
  if (from > head) {
    throw new Problem(
      "feed_reset",
      `The feed is at ${head}; ${from} was never given in this epoch.`,
      { epoch, head },
    );
  }
  if (from < pruned_to) {
    throw new Problem("events_pruned", `Events up to ${pruned_to} have been pruned.`, {
      epoch,
      oldest: pruned_to + 1,
    });
  }
  return { data: events, epoch, head };
}
