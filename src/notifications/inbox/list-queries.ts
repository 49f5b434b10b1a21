import type { Queryable } from "../../db/pool.ts";
import { join, type Sql, sql } from "../../db/sql.ts";
import { type NotificationReason, reasonBit } from "../reasons.ts";
import { activeMemberships, hasPersonal, type InboxScope, isShown } from "./visible-queries.ts";

/** A place in an inbox, which is ordered by time and then by ID: one request may change many rows at once. */
export interface InboxPosition {
  changed_at: string;
  id: string;
}

/** A notification with what the inbox shows of its workspace, ticket and actor. */
export interface NotificationRow {
  id: string;
  workspace_id: string | null;
  workspace_name: string | null;
  ticket_id: string | null;
  key: string;
  title: string;
  status: string;
  notice: { type: string; text: string } | null;
  reasons: number;
  unread: boolean;
  first_unread: number | null;
  latest: number | null;
  read_to: number | null;
  latest_type: string | null;
  actor_id: string | null;
  actor_name: string | null;
  changed_at: string;
  archived_at: string | null;
}

export interface InboxFilter {
  unread?: boolean | undefined;
  archived: "false" | "include" | "true";
  includes_archived_projects: boolean;
  reason?: NotificationReason | undefined;
  /** Only what comes after this in the list: what changed earlier. */
  after?: InboxPosition | undefined;
  /** Only what changed later than this, earliest change first. */
  since?: InboxPosition | undefined;
  limit: number;
}

/**
 * A page of an inbox, latest change first, or earliest first with `since`. One limited branch for each workspace where the person is a
 * member, and one for what belongs to the person alone, are merged, so a page reads a few rows of each
 * whatever the size of the inbox.
 *
 * Each row also has `changed_until`, the last change of the inbox in the same snapshot. If the page is
 * empty, there is one row, with null in all other columns.
 */
export async function listNotifications(
  db: Queryable,
  scope: InboxScope,
  filter: InboxFilter,
): Promise<((NotificationRow | { id: null }) & { changed_until: string })[]> {
  const { user_id } = scope;
  const order = orderOf(filter);
  const branches = [ofWorkspaces(scope, filter)];
  if (hasPersonal(scope)) branches.push(ofPerson(scope, filter));
  return await db.query(sql<NotificationRow & { changed_until: string }>`
    select coalesce(i.changed_at, u.created_at) as changed_until,
           page.id, page.workspace_id, page.workspace_name, page.ticket_id, page.key, page.title,
           page.status, page.notice, page.reasons, page.unread, page.first_unread, page.latest,
           page.read_to, page.latest_type, page.actor_id, page.actor_name, page.changed_at,
           page.archived_at
      from users u
      left join inboxes i on i.user_id = u.id
      left join lateral (
             select merged.id, merged.workspace_id, merged.workspace_name, merged.ticket_id,
                    merged.key, merged.title, merged.status, merged.notice, merged.reasons,
                    merged.unread, merged.first_unread, merged.latest, merged.read_to,
                    merged.latest_type, merged.actor_id, actor.name as actor_name,
                    merged.changed_at, merged.archived_at
               from (select branch.*
                       from (${join(branches, " union all ")}) branch
                      order by branch.changed_at ${order}, branch.id ${order}
                      limit ${filter.limit}) merged
               left join users actor on actor.id = merged.actor_id) page on true
     where u.id = ${user_id}
     order by page.changed_at ${order}, page.id ${order}`);
}

/** What is in a workspace is read ticket by ticket, in the order of the index, up to the limit. */
function ofWorkspaces(scope: InboxScope, filter: InboxFilter): Sql {
  const order = orderOf(filter);
  return sql`
    select own.*
      from ${activeMemberships(scope)}
     cross join lateral (
             select n.id, n.workspace_id, m.name as workspace_name, n.ticket_id,
                    p.key || '-' || t.number as key, t.title, t.status, ${columns}
               from notifications n
               left join tickets t on t.workspace_id = n.workspace_id and t.id = n.ticket_id
               left join projects p on p.workspace_id = n.workspace_id and p.id = t.project_id
              where n.workspace_id = m.workspace_id
                and ${conditions(scope, filter)}
                and ${isShown({ includes_archived: filter.includes_archived_projects })}
              order by n.changed_at ${order}, n.id ${order}
              limit ${filter.limit}) own`;
}

function ofPerson(scope: InboxScope, filter: InboxFilter): Sql {
  const order = orderOf(filter);
  return sql`
    select own.*
      from (select n.id, n.workspace_id, null as workspace_name, n.ticket_id,
                   null as key, null as title, null as status, ${columns}
              from notifications n
             where n.workspace_id is null
               and ${conditions(scope, filter)}
             order by n.changed_at ${order}, n.id ${order}
             limit ${filter.limit}) own`;
}

function orderOf({ since }: InboxFilter): Sql {
  return since ? sql`asc` : sql`desc`;
}

const columns = sql`
  n.notice, n.reasons, n.unread, case when n.unread then n.first_unread end as first_unread,
  n.latest, case when n.ticket_id is not null then n.read_to end as read_to, n.latest_type,
  n.actor_id, n.changed_at, n.archived_at`;

function conditions(
  { user_id }: InboxScope,
  { unread, archived, reason, after, since }: InboxFilter,
): Sql {
  return join(
    [
      sql`n.user_id = ${user_id}`,
      unread === true && sql`n.unread`,
      unread === false && sql`not n.unread`,
      archived === "false" && sql`n.archived_at is null`,
      archived === "true" && sql`n.archived_at is not null`,
      reason !== undefined && sql`n.reasons & ${reasonBit(reason)}::integer <> 0`,
      after && sql`(n.changed_at, n.id) < (${after.changed_at}::timestamptz, ${after.id}::uuid)`,
      since && sql`(n.changed_at, n.id) > (${since.changed_at}::timestamptz, ${since.id}::uuid)`,
    ].filter((condition) => typeof condition === "object"),
    " and ",
  );
}
