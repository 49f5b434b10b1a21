import type { Logger } from "pino";
import type { Db, Queryable } from "../../db/pool.ts";
import { inParallel } from "../../in-parallel.ts";
import { limits } from "../../limits.ts";
import { Problem } from "../../problems.ts";
import { readFeed } from "../feed/read-feed.ts";
import type { Follower } from "./follower.ts";
import { listHeads } from "./queries.ts";
import { type EndReason, type SsePage, toSseMessages } from "./sse-messages.ts";

const BATCH = 100;

/**
 * A feed and the followers that have received everything up to `sent`. Each page is read once for
 * all of them.
 */
interface SharedFeed {
  sent: number;
  followers: Set<Follower>;
}

/** Who reads which feed. */
export type FeedClient = Pick<Follower, "workspace_id" | "principal">;

/** The feeds that have followers, by workspace. */
export interface FanOut {
  /** Reads a page for one client, in its share of the connections. */
  read(client: FeedClient, after: number | undefined): Promise<SsePage>;
  /** Sends a page, then the pages that the follower missed, then joins it to the shared feed. */
  subscribe(follower: Follower, page: SsePage): void;
  /** Continues to send to a follower, after backpressure. */
  resume(follower: Follower): Promise<void>;
  unsubscribe(follower: Follower): void;
  /** Sends new events to all followers, with one read per feed. */
  poll(): Promise<void>;
}

export function createFanOut(db: Db, log: Logger): FanOut {
  const feeds = new Map<string, SharedFeed>();

  const readPage = async (share: Queryable, workspace_id: string, after: number | undefined) =>
    toSseMessages(await readFeed(share, { workspace_id }, { after, limit: BATCH }));
  const read = ({ workspace_id, principal }: FeedClient, after: number | undefined) =>
    readPage(
      db.sharedBy({ caller: principal.user_id, workspace: workspace_id }),
      workspace_id,
      after,
    );

  const sendTo = (follower: Follower, page: SsePage) => {
    follower.send(page);
    const { workspace_id, last } = follower;
    if (last < page.head || feeds.has(workspace_id)) return;
    feeds.set(workspace_id, { sent: last, followers: new Set() });
  };
  const resume = async (follower: Follower) => {
    const { workspace_id, stream } = follower;
    try {
      while (!stream.isClosed && !stream.isBackpressured) {
        const feed = feeds.get(workspace_id);
        if (feed && follower.last >= feed.sent) return void feed.followers.add(follower);
        sendTo(follower, await read(follower, follower.last));
      }
    } catch (error) {
      if (isPositionLost(error)) return follower.end(error.code as EndReason);
      log.warn(
        { err: error },
        "A stream could not be continued and was closed. The client reconnects.",
      );
      stream.destroy();
    }
  };
  const unsubscribe = (follower: Follower) => {
    const feed = feeds.get(follower.workspace_id);
    feed?.followers.delete(follower);
    if (feed?.followers.size === 0) feeds.delete(follower.workspace_id);
  };

  const sendToAll = async (workspace_id: string, head: number) => {
    const feed = feeds.get(workspace_id);
    while (feed && feed.sent < head && feed.followers.size > 0) {
      const page = await readPage(db, workspace_id, feed.sent).catch(orDetach(workspace_id));
      if (!page) return;
      feed.sent = page.last;
      for (const follower of feed.followers) {
        follower.send(page);
        if (follower.stream.isBackpressured) unsubscribe(follower);
      }
    }
  };
  /** If their position in the feed no longer exists, each follower continues on its own. */
  const orDetach = (workspace_id: string) => (error: unknown) => {
    if (!isPositionLost(error)) throw error;
    const followers = feeds.get(workspace_id)?.followers ?? [];
    feeds.delete(workspace_id);
    for (const follower of followers) void resume(follower);
  };

  return {
    read,
    subscribe(follower, page) {
      sendTo(follower, page);
      void resume(follower);
    },
    resume,
    unsubscribe,
    async poll() {
      if (feeds.size === 0) return;
      const heads = await listHeads(db, [...feeds.keys()]);
      await inParallel(heads, limits.streams_read_at_once, ({ workspace_id, head }) =>
        sendToAll(workspace_id, head),
      );
    },
  };
}

/** Whether the position in the feed no longer exists, which a page would report as 410. */
function isPositionLost(error: unknown): error is Problem {
  return error instanceof Problem && error.status === 410;
}
