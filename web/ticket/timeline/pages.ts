import type { Comment, FeedEvent } from "../../../client/index.ts";
import { api } from "../../api/client.ts";

interface Place {
  workspace_id: string;
  ticket_id: string;
}

const PAGE = 50;

/** The newest events of a ticket. */
export const newestEvents = (place: Place, signal: AbortSignal): Promise<FeedEvent[]> =>
  eventsBefore(place, { before: undefined }, signal);

/** The events of a ticket before a place in the feed, newest first. */
export async function eventsBefore(
  place: Place,
  { before }: { before: number | undefined },
  signal: AbortSignal,
): Promise<FeedEvent[]> {
  const until = before === undefined ? {} : { before };
  const query = { ...place, sort: "-sequence", limit: PAGE, ...until } as const;
  return (await api.listTicketEvents(query, { signal })).data;
}

/** The comments of a ticket, newest first, and where those before them begin. */
export async function commentsBefore(
  place: Place,
  { cursor }: { cursor: string | undefined },
  signal: AbortSignal,
): Promise<{ comments: Comment[]; next: string | null }> {
  const from = cursor === undefined ? {} : { cursor };
  const page = await api.listComments(
    { ...place, sort: "-created_at", limit: PAGE, ...from },
    { signal },
  );
  return { comments: page.data, next: page.next_cursor };
}
