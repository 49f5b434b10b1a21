import type { Logger } from "pino";
import type { Principal } from "../../auth/workspace-context.ts";
import type { Db } from "../../db/pool.ts";
import { createFanOut } from "./fan-out.ts";
import { Follower } from "./follower.ts";
import { listUnauthorizedClients } from "./queries.ts";
import type { FeedStream } from "./sse-messages.ts";

/**
 * Streams feeds to their followers. The number of queries depends on the number of feeds, not of
 * followers.
 */
export interface FeedStreams {
  /**
   * Streams the feed after `after`, first what is stored, then what happens, until the client
   * disconnects or is no longer authorized, its token expires, or the server stops. Calls `open`
   * once the first page was read, so what `readFeed` throws comes before that. Resolves when the
   * stream is open.
   */
  open(
    client: { workspace_id: string; principal: Principal; after: number | undefined },
    open: () => FeedStream,
  ): Promise<void>;
}

const POLL_MS = 50;
/** The longest time that a removed member continues to receive events. */
const AUTHORIZE_MS = 1_000;

export function createFeedStreams({
  db,
  log,
  stopping,
}: {
  db: Db;
  log: Logger;
  stopping: AbortSignal;
}): FeedStreams {
  const all = new Set<Follower>();
  const feeds = createFanOut(db, log);
  const endAll = () => {
    for (const follower of all) follower.end("stopping");
  };
  stopping.addEventListener("abort", endAll, { once: true });

  const whileOpen = (work: () => Promise<void>, everyMs: number) => {
    let isRunning = false;
    return async () => {
      if (isRunning) return;
      isRunning = true;
      while (all.size > 0) {
        await work().catch((error) =>
          log.warn({ err: error }, "The feeds could not be polled. Trying again."),
        );
        await new Promise((resolve) => setTimeout(resolve, everyMs));
      }
      isRunning = false;
    };
  };
  const keepPolling = whileOpen(async () => {
    endExpired(all);
    await feeds.poll();
  }, POLL_MS);
  // Separate, so that events do not wait for it.
  const keepAuthorizing = whileOpen(() => endUnauthorized(db, all), AUTHORIZE_MS);

  return {
    async open({ workspace_id, principal, after }, open) {
      const page = await feeds.read({ workspace_id, principal }, after);
      const stream = open();
      if (stream.isClosed) return;
      const follower = new Follower({ workspace_id, principal, stream }, after ?? 0);
      stream.onDrain = () => void feeds.resume(follower);
      stream.onClose = () => {
        all.delete(follower);
        feeds.unsubscribe(follower);
      };
      all.add(follower);
      feeds.subscribe(follower, page);
      if (stopping.aborted) follower.end("stopping");
      void keepPolling();
      void keepAuthorizing();
    },
  };
}

/**
 * Ends the streams whose credential has expired. Whether it was revoked is checked by
 * `endUnauthorized`.
 */
function endExpired(followers: Iterable<Follower>): void {
  const now_ms = Date.now();
  for (const each of followers) if (each.hasExpired(now_ms)) each.end("token_expired");
}

/**
 * Ends the streams of clients that may no longer read. One query for all, with each credential
 * once, however many streams use it.
 */
async function endUnauthorized(db: Db, followers: Iterable<Follower>): Promise<void> {
  const clients = Map.groupBy(followers, clientKeyOf);
  const groups = [...clients.values()] as [Follower, ...Follower[]][];
  const ended = await listUnauthorizedClients(
    db,
    groups.map(([{ workspace_id, principal }]) => ({ workspace_id, principal })),
  );
  for (const index of ended) for (const each of groups[index] ?? []) each.end("no_access");
}

function clientKeyOf({ workspace_id, principal }: Follower): string {
  const credential = principal.kind === "session" ? principal.session_id : principal.token.id;
  return [workspace_id, principal.user_id, credential].join(" ");
}
