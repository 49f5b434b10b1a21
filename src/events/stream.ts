import type { Bearer, Scope } from "../auth/scope.ts";
import type { Queryable } from "../db/pool.ts";
import { followFeed } from "./follow.ts";
import type { FeedWatch } from "./watch.ts";

/** The feed as messages of a stream: one an event, named by its sequence. Throws what `followFeed` throws. */
export async function* streamFeed(
  instance: { db: Queryable; feedWatch: FeedWatch },
  scope: Pick<Scope, "workspace_id">,
  bearer: Bearer,
  from: { after: number | undefined; signal: AbortSignal },
) {
  for await (const { data } of followFeed(instance, scope, bearer, from)) {
    yield data.map((event) => ({ id: String(event.sequence), event: event.type, data: event }));
  }
}
