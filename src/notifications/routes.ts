import { endpoint, workspacePath } from "../contract/endpoint.ts";
import { nothing } from "../contract/fields.ts";
import { issueStreamToken, redeemStreamToken } from "../events/stream/stream-tokens.ts";
import { findTicket } from "../tickets/queries.ts";
import { requireFound } from "../tickets/read.ts";
import { TicketParams } from "../tickets/ticket-ref.ts";
import { readInbox, readUnreadCount } from "./inbox/list.ts";
import { archiveTicket, markAllRead, markNotice, markTicket } from "./inbox/mark.ts";
import {
  setArchived,
  setNoticeRead,
  setReadTo,
  setUnarchived,
  setUnread,
} from "./inbox/mark-queries.ts";
import {
  ArchiveBody,
  InboxStreamToken,
  Marked,
  NotificationPage,
  NotificationParams,
  NotificationsQuery,
  ReadAllBody,
  ReadBody,
  UnreadCount,
} from "./inbox/schemas.ts";

const inbox = "/v1/notifications";
const notice = `${inbox}/:notification_id`;
const ofTicket = `${workspacePath}/tickets/:ticket_id/notification`;
const scope = "notification:manage";

export const notificationEndpoints = [
  endpoint("GET", inbox, {
    operation: "listNotifications",
    summary: "Read your inbox, as pages or as a stream",
    permission: "authenticated",
    scope,
    query: NotificationsQuery,
    response: NotificationPage,
    problems: ["too_many_streams"],
    read: (db, { principal, query, instance: { cursors } }) =>
      readInbox(db, principal, { ...query, cursors }),
    stream: ({ instance, principal }, open) => instance.inboxStreams.open(principal, open),
    streamQuery: { accepts: ["stream_token"], shows: "the whole inbox" },
    redeemStreamToken: async (db, { query }) =>
      query.stream_token === undefined
        ? undefined
        : await redeemStreamToken(db, { workspace_id: null }, query.stream_token),
  }),
  endpoint("GET", `${inbox}/unread-count`, {
    operation: "countUnreadNotifications",
    summary: "Count what is unread in your inbox",
    permission: "authenticated",
    scope,
    response: UnreadCount,
    read: (db, { principal }) => readUnreadCount(db, principal),
  }),
  endpoint("POST", `${inbox}/read-all`, {
    operation: "readAllNotifications",
    summary: "Mark everything as read that you have seen",
    onRepeat: "a repeat marks nothing that the first request has not marked.",
    permission: "authenticated",
    scope,
    body: ReadAllBody,
    response: Marked,
    write: (tx, { principal, body }) => markAllRead(tx, principal, body),
  }),
  endpoint("POST", `${inbox}/stream-tokens`, {
    operation: "createInboxStreamToken",
    summary: "Create a token with which a browser's EventSource can open the stream of your inbox",
    permission: "signed_in",
    body: nothing,
    response: InboxStreamToken,
    status: 201,
    secret: true,
    shownOnce: ["stream_token"],
    onRepeat: "a repeat returns another stream token; the first one expires within 30 seconds.",
    write: (tx, { principal }) => issueStreamToken(tx, { workspace_id: null }, principal),
  }),
  endpoint("PUT", `${notice}/read`, {
    operation: "readNotice",
    summary: "Mark a notice as read",
    permission: "authenticated",
    scope,
    params: NotificationParams,
    write: (tx, { principal, params }) =>
      markNotice(tx, principal, params.notification_id, setNoticeRead),
  }),
  endpoint("DELETE", `${notice}/read`, {
    operation: "unreadNotice",
    summary: "Mark a notice as unread",
    permission: "authenticated",
    scope,
    params: NotificationParams,
    write: (tx, { principal, params }) =>
      markNotice(tx, principal, params.notification_id, setUnread),
  }),
  endpoint("PUT", `${notice}/archive`, {
    operation: "archiveNotice",
    summary: "Archive a notice",
    permission: "authenticated",
    scope,
    params: NotificationParams,
    write: (tx, { principal, params }) =>
      markNotice(tx, principal, params.notification_id, setArchived),
  }),
  endpoint("DELETE", `${notice}/archive`, {
    operation: "unarchiveNotice",
    summary: "Take a notice out of the archive",
    permission: "authenticated",
    scope,
    params: NotificationParams,
    write: (tx, { principal, params }) =>
      markNotice(tx, principal, params.notification_id, setUnarchived),
  }),
  endpoint("PUT", ofTicket, {
    operation: "readNotification",
    summary: "Mark a ticket in your inbox as read, up to what you have seen",
    permission: scope,
    params: TicketParams,
    body: ReadBody,
    finds: ({ params }) => findTicket(params.workspace_id, params.ticket_id),
    write: async (tx, { context, found: [ticket], body: { read_to } }) =>
      markTicket(tx, keyOf(context, requireFound(ticket)), (key) => setReadTo(key, read_to)),
  }),
  endpoint("DELETE", `${ofTicket}/read`, {
    operation: "unreadNotification",
    summary: "Mark a ticket in your inbox as unread",
    permission: scope,
    params: TicketParams,
    finds: ({ params }) => findTicket(params.workspace_id, params.ticket_id),
    write: async (tx, { context, found: [ticket] }) =>
      markTicket(tx, keyOf(context, requireFound(ticket)), setUnread),
  }),
  endpoint("PUT", `${ofTicket}/archive`, {
    operation: "archiveNotification",
    summary: "Archive a ticket in your inbox, until something happens on it",
    permission: scope,
    params: TicketParams,
    body: ArchiveBody,
    finds: ({ params }) => findTicket(params.workspace_id, params.ticket_id),
    write: async (tx, { context, found: [ticket], body: { read_to } }) =>
      archiveTicket(tx, keyOf(context, requireFound(ticket)), read_to),
  }),
  endpoint("DELETE", `${ofTicket}/archive`, {
    operation: "unarchiveNotification",
    summary: "Take a ticket in your inbox out of the archive",
    permission: scope,
    params: TicketParams,
    finds: ({ params }) => findTicket(params.workspace_id, params.ticket_id),
    write: async (tx, { context, found: [ticket] }) =>
      markTicket(tx, keyOf(context, requireFound(ticket)), setUnarchived),
  }),
];

function keyOf(
  { workspace_id, actor }: { workspace_id: string; actor: { id: string } },
  ticket: { id: string },
) {
  return { user_id: actor.id, workspace_id, ticket_id: ticket.id };
}
