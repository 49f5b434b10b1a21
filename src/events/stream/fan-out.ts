import type { Logger } from "pino";
import type { Queryable } from "../../db/pool.ts";
import { Problem } from "../../problems.ts";
import { readFeed } from "../feed/read-feed.ts";
import type { Follower } from "./follower.ts";
import { listHeads } from "./queries.ts";
import { type EndReason, type ToldPage, tellPage } from "./sse-messages.ts";

const BATCH = 100;

/** A feed, and those who have seen all of it up to `told`: what comes is read once for all of them. */
interface FollowedFeed {
  told: number;
  followers: Set<Follower>;
}

/** The feeds that are followed, workspace by workspace. */
export interface FollowedFeeds {
  read(workspace_id: string, after: number | undefined): Promise<ToldPage>;
  /** Tells a follower a page, then what comes behind it: first by themselves, at the end with the others. */
  begin(follower: Follower, page: ToldPage): void;
  /** Goes on with a follower who has taken what they were told. */
  goOn(follower: Follower): Promise<void>;
  leave(follower: Follower): void;
  /** Tells everybody what has come, in one read for each feed. */
  look(): Promise<void>;
}

export function createFollowedFeeds(db: Queryable, log: Logger): FollowedFeeds {
  const feeds = new Map<string, FollowedFeed>();

  const read = async (workspace_id: string, after: number | undefined) =>
    tellPage(await readFeed(db, { workspace_id }, { after, limit: BATCH }));

  const tell = (follower: Follower, page: ToldPage) => {
    follower.tell(page);
    const { workspace_id, last } = follower;
    if (last < page.head || feeds.has(workspace_id)) return;
    feeds.set(workspace_id, { told: last, followers: new Set() });
  };
  const goOn = async (follower: Follower) => {
    const { workspace_id, stream } = follower;
    try {
      while (!stream.isOver && !stream.isUntaken) {
        const feed = feeds.get(workspace_id);
        if (feed && follower.last >= feed.told) return void feed.followers.add(follower);
        tell(follower, await read(workspace_id, follower.last));
      }
    } catch (error) {
      if (isGone(error)) return follower.end(error.code as EndReason);
      log.warn({ err: error }, "A stream could not be continued; its reader comes back.");
      stream.cut();
    }
  };
  const leave = (follower: Follower) => {
    const feed = feeds.get(follower.workspace_id);
    feed?.followers.delete(follower);
    if (feed?.followers.size === 0) feeds.delete(follower.workspace_id);
  };

  const tellAll = async (workspace_id: string, head: number) => {
    const feed = feeds.get(workspace_id);
    while (feed && feed.told < head && feed.followers.size > 0) {
      const page = await read(workspace_id, feed.told).catch(orPart(workspace_id));
      if (!page) return;
      feed.told = page.last;
      for (const follower of feed.followers) {
        follower.tell(page);
        if (follower.stream.isUntaken) leave(follower);
      }
    }
  };
  /** Where their place is gone, each finds out alone what is left for them. */
  const orPart = (workspace_id: string) => (error: unknown) => {
    if (!isGone(error)) throw error;
    const followers = feeds.get(workspace_id)?.followers ?? [];
    feeds.delete(workspace_id);
    for (const follower of followers) void goOn(follower);
  };

  return {
    read,
    begin(follower, page) {
      tell(follower, page);
      void goOn(follower);
    },
    goOn,
    leave,
    async look() {
      if (feeds.size === 0) return;
      const heads = await listHeads(db, [...feeds.keys()]);
      await Promise.all(heads.map(({ workspace_id, head }) => tellAll(workspace_id, head)));
    },
  };
}

/** Whether the reader's place in the feed is lost, which a page would answer with 410. */
function isGone(error: unknown): error is Problem {
  return error instanceof Problem && error.status === 410;
}
