import { endpoint, workspacePath } from "../contract/endpoint.ts";
import { nothing, workspaceParams } from "../contract/fields.ts";
import { findTicket, ticketIdOf } from "../tickets/queries.ts";
import { requireFound } from "../tickets/read.ts";
import { TicketParams } from "../tickets/ticket-ref.ts";
import { readFeedPart } from "./feed/queries.ts";
import { toActivity, toFeedPage } from "./feed/read-feed.ts";
import { FeedPage, FeedQuery, parseSequence, StreamToken, TicketEventsQuery } from "./schemas.ts";
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
    stream: async ({ instance, context, principal, query, last_event_id }, open) => {
      const after = last_event_id === undefined ? query.after : parseSequence(last_event_id);
      const { workspace_id, actor } = context;
      const hasInbox = query.inbox === "true";
      if (hasInbox) actor.require("notification:manage");
      await instance.feedStreams.open({ workspace_id, principal, after }, () => {
        const stream = open();
        if (hasInbox) instance.inboxStreams.join(principal, stream);
        return stream;
      });
    },
    redeemStreamToken: async (db, { params, query }) =>
      query.stream_token === undefined
        ? undefined
        : await redeemStreamToken(db, params, query.stream_token),
  }),

  endpoint("GET", `${workspacePath}/tickets/:ticket_id/events`, {
    operation: "listTicketEvents",
    summary: "Read the events of a ticket: what happened on it",
    permission: "event:read",
    params: TicketParams,
    query: TicketEventsQuery,
    response: FeedPage,
    problems: ["feed_reset"],
    queries: ({ params: { workspace_id, ticket_id }, query: { after = 0, sort, ...range } }) => [
      findTicket(workspace_id, ticket_id),
      readFeedPart(workspace_id, {
        ...range,
        after,
        ticket: ticketIdOf(workspace_id, ticket_id),
        isNewestFirst: sort === "-sequence",
      }),
    ],
    respond: ([[ticket], rows], { query }) => {
      requireFound(ticket);
      return toActivity(rows, query.after);
    },
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
