import type { z } from "zod";
import type { Principal } from "../../auth/workspace-context.ts";
import { type Page, takePage } from "../../contract/page.ts";
import type { Cursors } from "../../db/cursor.ts";
import type { Queryable } from "../../db/pool.ts";
import { limits } from "../../limits.ts";
import { reasonsOf } from "../reasons.ts";
import { countUnread } from "./count-queries.ts";
import { type InboxPosition, listNotifications, type NotificationRow } from "./list-queries.ts";
import type { Notification, NotificationsQuery, UnreadCount } from "./schemas.ts";
import { inboxScope } from "./visible-queries.ts";

/** A page of somebody's inbox. `changed_until` is the time up to which it shows the inbox. */
export interface InboxPage extends Page<Notification> {
  changed_until: string;
}

/** Reads a page, latest change first. Throws `invalid_request` for a cursor of another list. */
export async function readInbox(
  db: Queryable,
  principal: Principal,
  {
    cursors,
    cursor,
    limit,
    ...query
  }: Omit<z.output<typeof NotificationsQuery>, "stream_token"> & { cursors: Cursors },
): Promise<InboxPage> {
  const { unread, archived, archived_projects, reason, workspace_id } = query;
  const filter = [unread, archived, archived_projects, reason, workspace_id];
  const binding = JSON.stringify([
    "inbox",
    1,
    principal.user_id,
    filter.map((part) => part ?? null),
  ]);
  const [changed_at, id] = cursor === undefined ? [] : cursors.open(binding, cursor);
  const found = await listNotifications(db, inboxScope(principal, workspace_id), {
    unread: unread === undefined ? undefined : unread === "true",
    archived,
    includes_archived_projects: archived_projects === "include",
    reason,
    after: changed_at && id ? { changed_at, id } : undefined,
    limit: limit + 1,
  });
  const { data, last } = takePage(found.filter(isFound), limit);
  return {
    data: data.map(toNotification),
    next_cursor: last ? cursors.seal(binding, [last.changed_at, last.id]) : null,
    changed_until: found[0]?.changed_until ?? "",
  };
}

/**
 * A page of what changed later than `since`, earliest change first. `next` is where the next page begins,
 * if there is one.
 */
export async function readInboxSince(
  db: Queryable,
  principal: Principal,
  since: InboxPosition,
): Promise<{ data: Notification[]; next: InboxPosition | undefined }> {
  const found = await listNotifications(db, inboxScope(principal), {
    archived: "include",
    includes_archived_projects: false,
    since,
    limit: limits.page_max + 1,
  });
  const { data, last } = takePage(found.filter(isFound), limits.page_max);
  return {
    data: data.map(toNotification),
    next: last && { changed_at: last.changed_at, id: last.id },
  };
}

/** Counts what is unread. */
export async function readUnreadCount(db: Queryable, principal: Principal): Promise<UnreadCount> {
  const counts = await countUnread(db, inboxScope(principal));
  const sum = counts.reduce((total, { unread }) => total + unread, 0);
  return {
    unread: Math.min(sum, limits.unread_counted),
    workspaces: counts.flatMap(({ workspace_id, unread }) =>
      workspace_id === null ? [] : [{ workspace_id, unread }],
    ),
  };
}

function isFound<Row extends { id: string | null }>(row: Row): row is Extract<Row, { id: string }> {
  return row.id !== null;
}

function toNotification(row: NotificationRow): Notification {
  const { workspace_id, workspace_name, ticket_id, key, title, status, actor_id, actor_name } = row;
  return {
    id: row.id,
    workspace: workspace_id === null ? null : { id: workspace_id, name: workspace_name ?? "" },
    ticket: ticket_id === null ? null : { id: ticket_id, key, title, status },
    notice: row.notice,
    reasons: reasonsOf(row.reasons),
    unread: row.unread,
    first_unread: row.first_unread,
    latest: row.latest,
    read_to: row.read_to,
    latest_type: row.latest_type,
    actor: actor_id === null ? null : { id: actor_id, name: actor_name ?? "" },
    changed_at: row.changed_at,
    archived_at: row.archived_at,
  };
}
