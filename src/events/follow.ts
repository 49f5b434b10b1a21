import type { Bearer, Scope } from "../auth/scope.ts";
import type { Queryable } from "../db/pool.ts";
import { type FeedPage, readFeed } from "./feed.ts";
import type { FeedWatch } from "./watch.ts";

const BATCH = 100;

/** Why a stream ends: what its reader should do next depends on it. */
export type EndReason = "stopping" | "token_expired" | "no_access" | "feed_reset" | "events_pruned";

/**
 * The feed behind a sequence, page by page, then live: each page as soon as it is there (the first one, and one
 * in which the epoch has changed, also without an event), until `signal` aborts, the reader may read no more or
 * their token has expired; then gives which it was. Throws what `readFeed` throws.
 */
export async function* followFeed(
  { db, feedWatch }: { db: Queryable; feedWatch: FeedWatch },
  { workspace_id }: Pick<Scope, "workspace_id">,
  caller: Bearer,
  { after, signal }: { after: number | undefined; signal: AbortSignal },
): AsyncGenerator<FeedPage, EndReason> {
  const expiry = expiryOf(caller);
  const following = feedWatch.follow({ workspace_id, caller });
  const done = AbortSignal.any([signal, following.ended, ...expiry]);
  try {
    let page = await readFeed(db, { workspace_id }, { after, limit: BATCH });
    // A page without an event is the end, though the head may be further: an epoch that begins skips numbers.
    let last = page.data.at(-1)?.sequence ?? page.head;
    let { epoch } = page;
    yield page;
    while (!done.aborted) {
      if (last >= page.head) await following.beyond(last, done);
      if (done.aborted) break;
      page = await readFeed(db, { workspace_id }, { after: last, limit: BATCH });
      last = page.data.at(-1)?.sequence ?? page.head;
      if (page.data.length > 0 || page.epoch !== epoch) yield page;
      epoch = page.epoch;
    }
    if (following.ended.aborted) return "no_access";
    return expiry.some(({ aborted }) => aborted) ? "token_expired" : "stopping";
  } finally {
    following.stop();
  }
}

/** What the database knows alone, the watch asks it. */
function expiryOf({ expires_at }: Bearer): AbortSignal[] {
  if (expires_at === null) return [];
  return [AbortSignal.timeout(Math.max(0, expires_at * 1000 - Date.now()))];
}
