import { endpoint, workspacePath } from "../contract/endpoint.ts";
import { nothing, workspaceParams } from "../contract/fields.ts";
import { readFeedPart } from "./feed/queries.ts";
import { toFeedPage } from "./feed/read-feed.ts";
import { FeedPage, FeedQuery, parseSequence, StreamToken } from "./schemas.ts";
import { issueStreamToken, redeemStreamToken } from "./stream/stream-tokens.ts";

export const eventEndpoints = [
  endpoint("GET", `${workspacePath}/events`, {
    operation: "listEvents",
    summary: "Read the feed of events, in order, as pages or as a stream",
    permission: "event:read",
    params: workspaceParams,
    query: FeedQuery,
    response: FeedPage,
    problems: ["feed_reset", "events_pruned", "too_many_streams"],
    queries: ({ params: { workspace_id }, query: { after, limit } }) => [
      readFeedPart(workspace_id, { after, limit }),
    ],
    respond: ([rows], { query }) => toFeedPage(rows, query.after),
    stream: ({ instance, context: { workspace_id }, principal, query, last_event_id }, open) => {
      const after = last_event_id === undefined ? query.after : parseSequence(last_event_id);
      return instance.feedStreams.open({ workspace_id, principal, after }, open);
    },
    redeemStreamToken: async (db, { params, query }) =>
      query.stream_token === undefined
        ? undefined
        : await redeemStreamToken(db, params, query.stream_token),
  }),

  endpoint("POST", `${workspacePath}/events/stream-tokens`, {
    operation: "createStreamToken",
    summary: "Create a token with which a browser's EventSource can open the stream",
    permission: "event:read",
    params: workspaceParams,
    body: nothing,
    response: StreamToken,
    status: 201,
    secret: true,
    shownOnce: ["stream_token"],
    onRepeat: "a repeat returns another stream token; the first one expires within 30 seconds.",
    write: (tx, { context, principal }) => issueStreamToken(tx, context, principal),
  }),
];
