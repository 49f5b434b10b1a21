import type { Bearer, Scope } from "../auth/scope.ts";
import type { Queryable } from "../db/pool.ts";
import { Problem } from "../problems.ts";
import { type EndReason, followFeed } from "./follow.ts";
import type { FeedWatch } from "./watch.ts";

/**
 * The feed as messages of a stream: one an event, named by its sequence. Beside them two about the stream, which
 * have no name: `epoch`, first of all and again where it changes, and `end`, last of all, with the reason.
 * Throws what `followFeed` throws before the first of them.
 */
export async function* streamFeed(
  instance: { db: Queryable; feedWatch: FeedWatch },
  scope: Pick<Scope, "workspace_id">,
  bearer: Bearer,
  from: { after: number | undefined; signal: AbortSignal },
) {
  const pages = followFeed(instance, scope, bearer, from);
  let known: string | undefined;
  try {
    for (;;) {
      const next = await pages.next().catch(orEnd(known !== undefined));
      if (next.done) {
        yield [{ event: "end", data: { reason: next.value } }];
        return;
      }
      const { data, epoch, head } = next.value;
      const messages = data.map((event) => ({
        id: String(event.sequence),
        event: event.type,
        data: event,
      }));
      yield epoch === known ? messages : [{ event: "epoch", data: { epoch, head } }, ...messages];
      known = epoch;
    }
  } finally {
    await pages.return("stopping");
  }
}

/** A feed that has lost its reader's place, as by pruning, can no longer be answered with 410 once it streams. */
function orEnd(isOpen: boolean) {
  return (error: unknown): IteratorReturnResult<EndReason> => {
    if (isOpen && error instanceof Problem && error.status === 410) {
      return { done: true, value: error.code as EndReason };
    }
    throw error;
  };
}
