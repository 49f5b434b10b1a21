import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { activeMemberships, hasPersonal, type InboxScope, isShown } from "./visible-queries.ts";

/** Locks a person's inbox, as everything that writes notifications does first. */
export function lockInbox(user_id: string): Sql {
  return sql`
    select i.revision
      from inboxes i
     where i.user_id = ${user_id}
       for no key update`;
}

/** Identifies what is in somebody's inbox: a ticket, or a notice. */
export type NotificationKey =
  | { user_id: string; workspace_id: string; ticket_id: string }
  | { user_id: string; notification_id: string };

/**
 * Marks a ticket as read up to a sequence of the feed. If something happened on it later, it is unread
 * from there. What does not exist yet cannot have been seen, so the sequence counts as the head of the
 * feed at most. A sequence that is not new changes nothing.
 */
export function setReadTo(
  { user_id, workspace_id, ticket_id }: Extract<NotificationKey, { ticket_id: string }>,
  read_to: number,
): Sql {
  return sql`
    with changed as (
      update notifications n
         set read_to = seen.sequence,
             unread = n.unread and n.latest > seen.sequence,
             first_unread = greatest(n.first_unread, coalesce((
               select min(e.sequence)
                 from events e
                where e.workspace_id = ${workspace_id}
                  and e.ticket_id = n.ticket_id
                  and e.sequence > seen.sequence
                  and e.actor_id is distinct from n.user_id), n.first_unread))
        from (select least(h.sequence, ${read_to}::bigint) as sequence
                from event_heads h
               where h.workspace_id = ${workspace_id}) seen
       where n.workspace_id = ${workspace_id}
         and n.user_id = ${user_id}
         and n.ticket_id = ${ticket_id}
         and n.read_to < seen.sequence
      returning n.user_id
    )
    ${raiseRevision(user_id)}`;
}

/** Marks a notice as read. */
export function setNoticeRead(key: Extract<NotificationKey, { notification_id: string }>): Sql {
  return change(key, sql`unread = false`, sql`n.unread`);
}

/** Marks as unread again: a ticket from its latest event on. Takes it out of the archive. */
export function setUnread(key: NotificationKey): Sql {
  return change(
    key,
    sql`unread = true, archived_at = null, first_unread = n.latest,
             read_to = least(n.read_to, n.latest - 1)`,
    sql`not n.unread`,
  );
}

/** Puts into the archive, which also marks as read. */
export function setArchived(key: NotificationKey): Sql {
  return archive(key, sql`n.archived_at is null`);
}

/** The same, unless something happened after this sequence of the feed. */
export function setArchivedTo(key: NotificationKey, read_to: number): Sql {
  return archive(key, sql`n.archived_at is null and n.latest <= ${read_to}::bigint`);
}

function archive(key: NotificationKey, condition: Sql): Sql {
  return change(
    key,
    sql`unread = false, archived_at = clock_timestamp(), read_to = greatest(n.read_to, n.latest)`,
    condition,
  );
}

export function setUnarchived(key: NotificationKey): Sql {
  return change(key, sql`archived_at = null`, sql`n.archived_at is not null`);
}

/**
 * Marks as read what the inbox shows without `archived_projects`, so nothing in the trash, and that
 * changed until then. Returns the number of notifications. A person's notifications become visible in
 * the order of their changes, so none that appeared after a page with this `changed_until` was read is
 * marked.
 */
export async function setAllRead(
  tx: Tx,
  scope: InboxScope,
  changed_until: string,
): Promise<number> {
  const { user_id } = scope;
  const isMarked = sql`
    n.user_id = ${user_id} and n.unread and n.changed_at <= ${changed_until}::timestamptz`;
  const personal = hasPersonal(scope)
    ? sql`
        union all
       select n.id
         from notifications n
        where n.workspace_id is null
          and ${isMarked}`
    : sql``;
  const [row] = await tx.query(sql<{ marked: number }>`
    with changed as (
      update notifications n
         set unread = false, read_to = greatest(n.read_to, n.latest)
       where n.id in (
         select n.id
           from ${activeMemberships(scope)}
           join notifications n on n.workspace_id = m.workspace_id
           left join tickets t on t.workspace_id = n.workspace_id and t.id = n.ticket_id
           left join projects p on p.workspace_id = n.workspace_id and p.id = t.project_id
          where ${isMarked}
            and ${isShown({ includes_archived: false })}
          ${personal})
      returning n.user_id
    ), raised as (${raiseRevision(user_id)} returning i.user_id)
    select count(*)::integer as marked from changed`);
  return row?.marked ?? 0;
}

/** The notice with this ID, if the person may see it. */
export function findNotice(
  { user_id, workspace_id }: InboxScope,
  notification_id: string,
): Sql<{ id: string }> {
  const isOwn = workspace_id === undefined ? sql`` : sql`and n.workspace_id = ${workspace_id}`;
  return sql<{ id: string }>`
    select n.id
      from notifications n
      left join members m
        on m.workspace_id = n.workspace_id
       and m.user_id = n.user_id
       and m.removed_at is null
     where n.id = ${notification_id}
       and n.user_id = ${user_id}
       and n.ticket_id is null
       and (n.workspace_id is null or m.user_id is not null)
       ${isOwn}`;
}

function change(key: NotificationKey, changes: Sql, condition: Sql): Sql {
  const isIt =
    "ticket_id" in key
      ? sql`n.workspace_id = ${key.workspace_id} and n.ticket_id = ${key.ticket_id}`
      : sql`n.id = ${key.notification_id}`;
  return sql`
    with changed as (
      update notifications n
         set ${changes}
       where ${isIt}
         and n.user_id = ${key.user_id}
         and ${condition}
      returning n.user_id
    )
    ${raiseRevision(key.user_id)}`;
}

/** Lets the person's streams know that something in their inbox has changed. */
function raiseRevision(user_id: string): Sql {
  return sql`
    update inboxes i
       set revision = i.revision + 1
     where i.user_id = ${user_id}
       and exists (select from changed)`;
}
