import type { Queryable } from "../../db/pool.ts";
import { json, prepared, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { notificationReasons } from "../reasons.ts";
import type { Entry, NewWatcher } from "./entries.ts";

/** How many watch a ticket, with a row of their own, and how many watch its project. */
export interface Audience {
  ticket_id: string;
  watchers: number;
  project_watchers: number;
}

export async function countAudiences(
  db: Queryable,
  workspace_id: string,
  ticket_ids: readonly string[],
): Promise<Audience[]> {
  return await db.query(sql<Audience>`
    select t.id as ticket_id,
           (select count(*)::integer
              from watches w
             where w.workspace_id = t.workspace_id
               and w.ticket_id = t.id
               and w.level = 'watching') as watchers,
           (select count(*)::integer
              from project_watches p
             where p.workspace_id = t.workspace_id
               and p.project_id = t.project_id
               and p.level = 'watching') as project_watchers
      from tickets t
     where t.workspace_id = ${workspace_id}
       and t.id = any(${ticket_ids}::uuid[])`);
}

/**
 * Lets active members watch tickets, and returns those who did not. Those who left or muted a ticket
 * keep that: nothing is done on conflict.
 */
export async function insertWatchers(
  tx: Tx,
  workspace_id: string,
  watchers: readonly NewWatcher[],
): Promise<Pick<NewWatcher, "ticket_id" | "user_id">[]> {
  return await tx.query(sql<Pick<NewWatcher, "ticket_id" | "user_id">>`
    insert into watches (workspace_id, ticket_id, user_id, level)
    select ${workspace_id}, x.ticket_id, x.user_id, 'watching'
      from unnest(${watchers.map(({ ticket_id }) => ticket_id)}::uuid[],
                  ${watchers.map(({ user_id }) => user_id)}::uuid[]) as x (ticket_id, user_id)
      join members m
        on m.workspace_id = ${workspace_id}
       and m.user_id = x.user_id
       and m.removed_at is null
     order by x.ticket_id, x.user_id
        on conflict (workspace_id, ticket_id, user_id) do nothing
    returning ticket_id, user_id`);
}

/** Whom a page of events has notified of a ticket, and why. */
export interface Notified {
  user_id: string;
  ticket_id: string;
  reasons: number;
}

/**
 * Writes the notifications of these entries. One statement finds everybody whom an entry concerns,
 * leaves out the actor and those who are not members any more, have muted the ticket, its project or the
 * workspace, or have switched the reason off, locks the inboxes in the order of their people, and then
 * inserts or updates one row for each ticket and person. `begun` are those who began to watch in this
 * page.
 *
 * The rows of notifications are read as they are after their inboxes were locked, because `on conflict`
 * reads the latest version. What is read twice here, `read_to`, may have been set meanwhile.
 *
 * It is prepared, because planning it took longer than running it. A plan without values does not know how
 * many rows a workspace has, and could read all of them for a join, so each row is looked up by its key
 * in a subquery.
 */
export async function upsertNotifications(
  tx: Tx,
  workspace_id: string,
  { entries, begun }: { entries: readonly Entry[]; begun: readonly NewWatcher[] },
): Promise<Notified[]> {
  return await tx.query(
    prepared(sql<Notified>`
    with entry as materialized (
      select e.ticket_id, e.actor_id, e.audience, e.user_id, e.reason, e.first, e.last, e.last_type,
             2 ^ (array_position(${[...notificationReasons]}::text[], e.reason) - 1) as bit
        from jsonb_to_recordset(${json(entries)}::jsonb)
               as e (ticket_id uuid, actor_id uuid, audience text, user_id uuid, reason text,
                     first bigint, last bigint, last_type text)
    ), ticket as materialized (
      select t.id, t.project_id, t.reporter_id, t.assignee_id
        from (select distinct e.ticket_id as id from entry e) x
       cross join lateral (
               select t.id, t.project_id, t.reporter_id, t.assignee_id
                 from tickets t
                where t.workspace_id = ${workspace_id}
                  and t.id = x.id
                limit 1) t
    ), begun as materialized (
      select b.ticket_id, b.user_id, b.sequence
        from jsonb_to_recordset(${json(begun)}::jsonb)
               as b (ticket_id uuid, user_id uuid, sequence bigint)
    ), watcher as (
      select t.id as ticket_id, w.user_id, coalesce(b.sequence, 0) as since
        from ticket t
       cross join lateral (
               select w.user_id
                 from watches w
                where w.workspace_id = ${workspace_id}
                  and w.ticket_id = t.id
                  and w.level = 'watching'
               offset 0) w
        left join begun b on b.ticket_id = t.id and b.user_id = w.user_id
       union
      select t.id, p.user_id, 0
        from ticket t, unnest(array[t.reporter_id, t.assignee_id]) p (user_id)
       where p.user_id is not null
    ), concerned as (
      select w.ticket_id, w.user_id, e.actor_id, e.reason, e.bit, e.first, e.last, e.last_type
        from watcher w
        join entry e on e.ticket_id = w.ticket_id and e.audience = 'ticket' and e.first > w.since
       union all
      select e.ticket_id, e.user_id, e.actor_id, e.reason, e.bit, e.first, e.last, e.last_type
        from entry e
       where e.audience = 'person'
       union all
      select t.id, p.user_id, e.actor_id, e.reason, e.bit, e.first, e.last, e.last_type
        from entry e
        join ticket t on t.id = e.ticket_id
       cross join lateral (
               select p.user_id
                 from project_watches p
                where p.workspace_id = ${workspace_id}
                  and p.project_id = t.project_id
                  and p.level = 'watching'
               offset 0) p
       where e.audience = 'project'
    ), notified as materialized (
      select c.ticket_id, c.user_id, min(c.first) as first, max(c.last) as last,
             (array_agg(c.last_type order by c.last desc))[1] as last_type,
             (array_agg(c.actor_id order by c.last desc))[1] as actor_id,
             bit_or(c.bit::integer) as reasons
        from concerned c
        join ticket t on t.id = c.ticket_id
       cross join lateral (
               select from members m
                where m.workspace_id = ${workspace_id}
                  and m.user_id = c.user_id
                  and m.removed_at is null
                limit 1) m
        left join lateral (
               select w.level
                 from watches w
                where w.workspace_id = ${workspace_id}
                  and w.ticket_id = c.ticket_id
                  and w.user_id = c.user_id
                limit 1) w on true
        left join lateral (
               select p.level
                 from project_watches p
                where p.workspace_id = ${workspace_id}
                  and p.project_id = t.project_id
                  and p.user_id = c.user_id
                limit 1) p on true
        left join lateral (
               select s.muted, s.reasons
                 from notification_settings s
                where s.workspace_id = ${workspace_id}
                  and s.user_id = c.user_id
                limit 1) s on true
       where c.actor_id is distinct from c.user_id
         and w.level is distinct from 'muted'
         and (w.level is distinct from 'left' or c.reason in ('assigned', 'mentioned'))
         and p.level is distinct from 'muted'
         and s.muted is not true
         and (s.reasons -> c.reason -> 'inbox') is distinct from 'false'
       group by c.ticket_id, c.user_id
    ), inbox as (
      insert into inboxes as i (user_id)
      select distinct n.user_id
        from notified n
       order by n.user_id
          on conflict (user_id) do update
         set revision = i.revision + 1,
             changed_at = greatest(clock_timestamp(), i.changed_at + interval '1 microsecond')
      returning i.user_id, i.changed_at
    )
    insert into notifications as n (
      workspace_id, id, user_id, ticket_id, latest, first_unread, reasons, latest_type, actor_id,
      changed_at)
    select ${workspace_id}, gen_random_uuid(), f.user_id, f.ticket_id, f.last, f.first, f.reasons,
           f.last_type, f.actor_id, i.changed_at
      from notified f
      join inbox i on i.user_id = f.user_id
     order by f.user_id, f.ticket_id
        on conflict (workspace_id, user_id, ticket_id) where ticket_id is not null do update
       set latest = excluded.latest,
           latest_type = excluded.latest_type,
           actor_id = excluded.actor_id,
           reasons = case when n.unread then n.reasons else 0 end | excluded.reasons,
           first_unread = case when n.unread then n.first_unread
                               else greatest(excluded.first_unread, n.read_to + 1) end,
           unread = n.unread or excluded.latest > n.read_to,
           archived_at = case when excluded.latest > n.read_to then null else n.archived_at end,
           changed_at = excluded.changed_at
    returning n.user_id, n.ticket_id, n.reasons`),
  );
}
