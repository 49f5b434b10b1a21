import type { Bearer, Scope } from "../auth/scope.ts";
import type { Queryable } from "../db/pool.ts";
import { type FeedPage, readFeed } from "./feed.ts";
import type { FeedWatch } from "./watch.ts";

const BATCH = 100;

/**
 * The feed behind a sequence, page by page, then live: each page as soon as it is there, until `signal`
 * aborts, the reader may read no more or their token has expired. Throws what `readFeed` throws.
 */
export async function* followFeed(
  { db, feedWatch }: { db: Queryable; feedWatch: FeedWatch },
  { workspace_id }: Pick<Scope, "workspace_id">,
  caller: Bearer,
  { after, signal }: { after: number | undefined; signal: AbortSignal },
): AsyncGenerator<FeedPage> {
  const following = feedWatch.follow({ workspace_id, caller });
  const done = AbortSignal.any([signal, following.ended, ...expiryOf(caller)]);
  try {
    let page = await readFeed(db, { workspace_id }, { after, limit: BATCH });
    // A page without an event is the end, though the head may be further: an epoch that begins skips numbers.
    let last = page.data.at(-1)?.sequence ?? page.head;
    yield page;
    while (!done.aborted) {
      if (last >= page.head) await following.beyond(last, done);
      if (done.aborted) return;
      page = await readFeed(db, { workspace_id }, { after: last, limit: BATCH });
      last = page.data.at(-1)?.sequence ?? page.head;
      if (page.data.length > 0) yield page;
    }
  } finally {
    following.stop();
  }
}

/** What the database knows alone, the watch asks it. */
function expiryOf({ expires_at }: Bearer): AbortSignal[] {
  if (expires_at === null) return [];
  return [AbortSignal.timeout(Math.max(0, expires_at * 1000 - Date.now()))];
}
