import { endpoint, W } from "../http/endpoint.ts";
import { workspaceParams } from "../http/fields.ts";
import { readFeed } from "./feed.ts";
import { FeedPage, FeedQuery, parseSequence } from "./schemas.ts";
import { streamFeed } from "./stream.ts";

export const eventEndpoints = [
  endpoint("GET", `${W}/events`, {
    operation: "listEvents",
    summary: "Read the feed: everything that happened, in order",
    permission: "event:read",
    params: workspaceParams,
    query: FeedQuery,
    answer: FeedPage,
    problems: ["feed_reset", "events_pruned"],
    read: (db, { scope, query }) => readFeed(db, scope, query),
    stream: ({ instance, scope, bearer, query, last_event_id, signal }) =>
      streamFeed(instance, scope, bearer, {
        after: last_event_id === undefined ? query.after : parseSequence(last_event_id),
        signal,
      }),
  }),
];
