import type { Comment, FeedEvent } from "../../../client/index.ts";
import { api } from "../../api/client.ts";

interface Place {
  workspace_id: string;
  ticket_id: string;
}

const PAGE = 100;

/** The newest events of a ticket, in any order. */
export const newestEvents = (place: Place, signal: AbortSignal): Promise<FeedEvent[]> =>
  eventsBefore(place, { before: undefined }, signal);

/** The events of a ticket before a place in the feed. */
export async function eventsBefore(
  place: Place,
  { before }: { before: number | undefined },
  signal: AbortSignal,
): Promise<FeedEvent[]> {
  if (before !== undefined) return [];
  const events: FeedEvent[] = [];
  for (;;) {
    const after = events.at(-1)?.sequence ?? 0;
    const page = await api.listTicketEvents({ ...place, limit: PAGE, after }, { signal });
    events.push(...page.data);
    if (page.data.length < PAGE) return events;
  }
}

/** The comments of a ticket, and where those before them begin. */
export async function commentsBefore(
  place: Place,
  { cursor }: { cursor: string | undefined },
  signal: AbortSignal,
): Promise<{ comments: Comment[]; next: string | null }> {
  const from = cursor === undefined ? {} : { cursor };
  const page = await api.listComments({ ...place, limit: PAGE, ...from }, { signal });
  return { comments: page.data, next: page.next_cursor };
}
