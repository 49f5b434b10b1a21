import { useEffect, useState } from "preact/hooks";
import type { FeedEvent } from "../../../client/index.ts";
import type { Conflict } from "../../store/conflicts.ts";
import { onTicketEvent } from "../../store/feed.ts";
import { workspace } from "../../store/workspace.ts";
import { newestEvents } from "../timeline/pages.ts";
import { authorOf } from "./author-of.ts";

/**
 * Who changed the field of a conflict: the events of the ticket say it. The event of a change that was
 * saved just now may arrive after the question was shown.
 */
export function useAuthor(asked: Conflict): string | undefined {
  const [author, setAuthor] = useState<string | undefined>(undefined);
  useEffect(() => {
    const stop = new AbortController();
    const look = (events: readonly FeedEvent[]) => {
      const found = authorOf(events, asked);
      if (found !== undefined) setAuthor(found);
    };
    const place = { workspace_id: workspace.peek()?.id ?? "", ticket_id: asked.ticketId };
    newestEvents(place, stop.signal).then(look, () => {});
    const stopFollowing = onTicketEvent(asked.ticketId, (event) => look([event]));
    return () => {
      stop.abort();
      stopFollowing();
    };
  }, []);
  return author;
}
