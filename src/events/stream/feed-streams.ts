import type { Logger } from "pino";
import type { PrincipalWithExpiry } from "../../auth/workspace-context.ts";
import type { Db } from "../../db/pool.ts";
import { createFollowedFeeds } from "./fan-out.ts";
import { Follower } from "./follower.ts";
import { listUnauthorizedClients } from "./queries.ts";
import type { FeedStream } from "./sse-messages.ts";

/** Watches the feeds that somebody follows. What it asks does not grow with how many follow one. */
export interface FeedWatch {
  /**
   * Tells the feed behind `after`, then what happens, until the reader goes or may read no more, their token
   * expires, or the server stops. `open` is called once the first page is there: what `readFeed` throws comes
   * before it. Resolves when the stream stands.
   */
  follow(
    reader: { workspace_id: string; principal: PrincipalWithExpiry; after: number | undefined },
    open: () => FeedStream,
  ): Promise<void>;
}

const LOOK_MS = 50;
/** A reader who is removed reads no longer than this. */
const JUDGE_MS = 1_000;

export function createFeedWatch({
  db,
  log,
  stopping,
}: {
  db: Db;
  log: Logger;
  stopping: AbortSignal;
}): FeedWatch {
  const all = new Set<Follower>();
  const feeds = createFollowedFeeds(db, log);
  const endAll = () => {
    for (const follower of all) follower.end("stopping");
  };
  stopping.addEventListener("abort", endAll, { once: true });

  const whileFollowed = (work: () => Promise<void>, everyMs: number) => {
    let isRunning = false;
    return async () => {
      if (isRunning) return;
      isRunning = true;
      while (all.size > 0) {
        await work().catch((error) =>
          log.warn({ err: error }, "The feeds could not be looked at; trying again."),
        );
        await new Promise((resolve) => setTimeout(resolve, everyMs));
      }
      isRunning = false;
    };
  };
  const keepLooking = whileFollowed(async () => {
    endExpired(all);
    await feeds.look();
  }, LOOK_MS);
  // Apart, so that an event does not wait for it.
  const keepJudging = whileFollowed(() => endUnentitled(db, all), JUDGE_MS);

  return {
    async follow({ workspace_id, principal, after }, open) {
      const page = await feeds.read(workspace_id, after);
      const stream = open();
      if (stream.isOver) return;
      const follower = new Follower({ workspace_id, principal, stream }, after ?? 0);
      stream.onTaken = () => void feeds.goOn(follower);
      stream.onGone = () => {
        all.delete(follower);
        feeds.leave(follower);
      };
      all.add(follower);
      feeds.begin(follower, page);
      if (stopping.aborted) follower.end("stopping");
      void keepLooking();
      void keepJudging();
    },
  };
}

/** What the tokens say themselves; the rest the database knows alone. */
function endExpired(followers: Iterable<Follower>): void {
  const now_ms = Date.now();
  for (const one of followers) if (one.hasExpired(now_ms)) one.end("token_expired");
}

/** Asks once for all, and about each credential once, however many streams were opened with it. */
async function endUnentitled(db: Db, followers: Iterable<Follower>): Promise<void> {
  const readers = Map.groupBy(followers, readerKeyOf);
  const groups = [...readers.values()] as [Follower, ...Follower[]][];
  const ended = await listUnauthorizedClients(
    db,
    groups.map(([{ workspace_id, principal }]) => ({ workspace_id, principal })),
  );
  for (const place of ended) for (const one of groups[place] ?? []) one.end("no_access");
}

function readerKeyOf({ workspace_id, principal }: Follower): string {
  const credential = principal.kind === "session" ? principal.session_id : principal.token.id;
  return [workspace_id, principal.user_id, credential].join(" ");
}
