import type { Sender } from "../exchange.ts";
import { type Operations, operations } from "../operations.ts";
import { draftOf } from "../request.ts";
import { type FollowOptions, followStream } from "./stream.ts";

/** How much of the inbox is unread, in all and for each workspace. */
export type UnreadCounts = Operations["countUnreadNotifications"]["response"];

/**
 * The unread counts of the inbox: at once, and whenever they may have changed, without end. It is
 * state and not a log, so after an interruption it starts with the current counts. Read the inbox
 * whenever it yields. Ends when the signal aborts. Throws SlackyProblem if reconnecting cannot help.
 */
export async function* followInbox(
  sender: Sender,
  options?: FollowOptions,
): AsyncGenerator<UnreadCounts, void, undefined> {
  let isFirst = true;
  const source = {
    operation: "followInbox",
    draft: () => {
      const draft = draftOf(sender.url, "followInbox", {
        route: operations.listNotifications,
        input: {},
      });
      draft.headers.accept = "text/event-stream";
      isFirst = true;
      return draft;
    },
    // The counts come first on every stream, and `end` last.
    isGreeting: ({ event }: { event: string }) => {
      const isGreeting = event === "end" || isFirst;
      isFirst = false;
      return isGreeting;
    },
  };
  for await (const message of followStream(sender, source, options)) {
    if (message.event === "inbox") yield JSON.parse(message.data);
  }
}
