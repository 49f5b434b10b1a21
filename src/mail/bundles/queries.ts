import type { Queryable } from "../../db/pool.ts";
import { json, prepared, type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";

/** Mails are composed for a member either soon after a change, or for their digest. */
export type Pace = "now" | "digest";

export interface BundleKey {
  workspace_id: string;
  user_id: string;
  pace: Pace;
}

/** How far the notifications of a workspace are written. */
export async function findNotifiedTo(
  db: Queryable,
  workspace_id: string,
  consumer: string,
): Promise<number> {
  const [cursor] = await db.query(
    prepared(sql<{ sequence: number }>`
    select c.sequence
      from feed_cursors c
     where c.workspace_id = ${workspace_id}
       and c.consumer = ${consumer}`),
  );
  return cursor?.sequence ?? 0;
}

/** What some events mean for those whom they concern: everybody who was notified, or one person. */
interface BundleEntry {
  ticket_id: string;
  actor_id: string | null;
  user_id: string | null;
  reason: string;
}

/**
 * Notes everybody who has an unread ticket of these that was not mailed yet, unless they want no mail for
 * that reason. Somebody who is noted already keeps their time. As for notifications, rows are looked up
 * by their key, because the plan is made without values.
 */
export function insertBundles(
  workspace_id: string,
  {
    entries,
    paces,
    delay_seconds,
  }: { entries: readonly BundleEntry[]; paces: Record<string, string>; delay_seconds: number },
): Sql {
  return prepared(sql`
    with entry as materialized (
      select e.ticket_id, e.actor_id, e.user_id, e.reason
        from jsonb_to_recordset(${json(entries)}::jsonb)
               as e (ticket_id uuid, actor_id uuid, user_id uuid, reason text)
    ), item as (
      select n.user_id, e.ticket_id, array_agg(distinct e.reason) as reasons
        from entry e
       cross join lateral (
               select n.user_id
                 from notifications n
                where n.workspace_id = ${workspace_id}
                  and n.ticket_id = e.ticket_id
                  and n.unread
                  and n.latest > n.mailed_to
               offset 0) n
       where e.actor_id is distinct from n.user_id
         and (e.user_id is null or e.user_id = n.user_id)
       group by n.user_id, e.ticket_id
    ), wanted as (
      select distinct i.user_id,
             coalesce(s.reasons -> r.reason ->> 'mail', ${json(paces)}::jsonb ->> r.reason) as pace
        from item i
       -- An assignment, for example, also changes the ticket for those who watch it.
       cross join unnest(case when cardinality(i.reasons) > 1
                              then array_remove(i.reasons, 'watching') else i.reasons end)
               as r (reason)
        left join lateral (
               select s.reasons
                 from notification_settings s
                where s.workspace_id = ${workspace_id}
                  and s.user_id = i.user_id
                limit 1) s on true
    )
    insert into mail_bundles (workspace_id, user_id, pace, due_at)
    select ${workspace_id}, w.user_id, w.pace,
           case when w.pace = 'now' then clock_timestamp() + make_interval(secs => ${delay_seconds})
                else ${nextDigest} end
      from wanted w
      join users u on u.id = w.user_id and u.email is not null
      left join user_notification_settings p on p.user_id = w.user_id
     cross join lateral (select coalesce(p.time_zone, 'UTC') as time_zone,
                                make_interval(hours => coalesce(p.digest_hour, 8)) as hour,
                                case p.digest when 'weekly' then 'week' else 'day' end as unit) as d
     where w.pace in ('now', 'digest')
     order by w.user_id, w.pace
        on conflict (workspace_id, user_id, pace) do nothing`);
}

/** The next time at which it is the hour of the digest in the person's time zone; weekly on Mondays. */
const nextDigest = sql`
  (select (l.start + d.hour
             + case when l.start + d.hour > l.moment then interval '0'
                    else make_interval(days => case d.unit when 'week' then 7 else 1 end) end)
            at time zone d.time_zone
     from (select clock_timestamp() at time zone d.time_zone as moment,
                  date_trunc(d.unit, clock_timestamp() at time zone d.time_zone) as start) l)`;

/** The bundles that are due, longest first. */
export async function listDueBundles(
  db: Queryable,
  { limit }: { limit: number },
): Promise<BundleKey[]> {
  return await db.query(sql<BundleKey>`
    select b.workspace_id, b.user_id, b.pace
      from mail_bundles b
     where b.due_at <= clock_timestamp()
     order by b.due_at
     limit ${limit}`);
}

/**
 * Closes a bundle that is due. The consumer that has something for the same member waits until this
 * transaction ends, and opens another one. Returns whether there was one.
 */
export async function deleteBundle(tx: Tx, key: BundleKey): Promise<boolean> {
  const deleted = await tx.query(sql`
    delete from mail_bundles b
     where b.workspace_id = ${key.workspace_id}
       and b.user_id = ${key.user_id}
       and b.pace = ${key.pace}
       and b.due_at <= clock_timestamp()
    returning b.due_at`);
  return deleted.length > 0;
}

export function insertBundle({ workspace_id, user_id, pace }: BundleKey, seconds: number): Sql {
  return sql`
    insert into mail_bundles (workspace_id, user_id, pace, due_at)
    values (${workspace_id}, ${user_id}, ${pace},
            clock_timestamp() + make_interval(secs => ${seconds}))
        on conflict (workspace_id, user_id, pace) do nothing`;
}

export interface Recipient {
  email: string;
  workspace_name: string;
  /** How long it is until the next mail may be composed; 0 if that is now. */
  wait_seconds: number;
}

/**
 * Locks the membership, so that it does not end meanwhile, and then the inbox, so that nothing in it
 * changes. Undefined for somebody who gets no mail: a former member, a service account, an address
 * that is not confirmed or at which mails bounce.
 */
export async function lockRecipient(
  tx: Tx,
  { workspace_id, user_id }: BundleKey,
  { kinds, pause_seconds }: { kinds: readonly string[]; pause_seconds: number },
): Promise<Recipient | undefined> {
  const [member] = await tx.query(sql<Pick<Recipient, "email" | "workspace_name">>`
    select u.email, w.name as workspace_name
      from members m
      join users u on u.id = m.user_id
      join workspaces w on w.id = m.workspace_id
     where m.workspace_id = ${workspace_id}
       and m.user_id = ${user_id}
       and m.removed_at is null
       and w.deleted_at is null
       and u.email_confirmed_at is not null
       and u.mail_state = 'working'
       for share of m`);
  if (!member) return undefined;
  await tx.query(sql`select i.user_id from inboxes i where i.user_id = ${user_id} for update`);
  const [last] = await tx.query(sql<{ wait_seconds: number | null }>`
    select extract(epoch from max(m.created_at) + make_interval(secs => ${pause_seconds})
                     - clock_timestamp())::double precision as wait_seconds
      from mails m
     where m.user_id = ${user_id}
       and m.kind = any(${kinds}::text[])`);
  return { ...member, wait_seconds: Math.max(0, last?.wait_seconds ?? 0) };
}

/** A ticket that is to be mailed. */
export interface MailItem {
  id: string;
  ticket_id: string;
  key: string;
  title: string;
  status: string;
  reasons: number;
  latest: number;
  /** The first event that was neither read nor mailed. */
  since: number;
  actor_name: string | null;
}

/** The unread tickets that were not mailed yet and have one of these reasons, newest change first. */
export async function listItems(
  tx: Tx,
  { workspace_id, user_id }: BundleKey,
  { mask, days, limit }: { mask: number; days: number; limit: number },
): Promise<MailItem[]> {
  return await tx.query(sql<MailItem>`
    select n.id, n.ticket_id, p.key || '-' || t.number as key, t.title, t.status, n.reasons, n.latest,
           greatest(n.first_unread, n.mailed_to + 1) as since, a.name as actor_name
      from notifications n
      join tickets t on t.workspace_id = n.workspace_id and t.id = n.ticket_id
      join projects p on p.workspace_id = t.workspace_id and p.id = t.project_id
      left join users a on a.id = n.actor_id
     where n.workspace_id = ${workspace_id}
       and n.user_id = ${user_id}
       and n.unread
       and n.latest > n.mailed_to
       and n.changed_at > now() - make_interval(days => ${days})
       and n.reasons & ${mask}::integer <> 0
       and t.deleted_at is null
       and p.archived_at is null
     order by n.changed_at desc, n.id desc
     limit ${limit}`);
}

export interface NewComment {
  ticket_id: string;
  author_name: string;
  body: string;
}

/** The newest comments of each ticket that were neither read nor mailed, oldest first. */
export async function listNewComments(
  tx: Tx,
  { workspace_id, user_id }: BundleKey,
  { items, limit }: { items: readonly MailItem[]; limit: number },
): Promise<NewComment[]> {
  const tickets = items.map(({ ticket_id, since }) => ({ ticket_id, since }));
  return await tx.query(sql<NewComment>`
    select i.ticket_id, u.name as author_name, c.body
      from jsonb_to_recordset(${json(tickets)}::jsonb) as i (ticket_id uuid, since bigint)
     cross join lateral (select e.subject_id, e.sequence
                           from events e
                          where e.workspace_id = ${workspace_id}
                            and e.ticket_id = i.ticket_id
                            and e.sequence >= i.since
                            and e.type = 'comment.created'
                            and e.actor_id is distinct from ${user_id}::uuid
                          order by e.sequence desc
                          limit ${limit}) as e
      join comments c
        on c.workspace_id = ${workspace_id}
       and c.id = e.subject_id::uuid
       and c.deleted_at is null
      join users u on u.id = c.author_id
     order by i.ticket_id, e.sequence`);
}

/** Notes up to which event each of these was mailed. */
export function setMailedTo(workspace_id: string, items: readonly MailItem[]): Sql {
  const mailed = items.map(({ id, latest }) => ({ id, latest }));
  return sql`
    update notifications n
       set mailed_to = i.latest
      from jsonb_to_recordset(${json(mailed)}::jsonb) as i (id uuid, latest bigint)
     where n.workspace_id = ${workspace_id}
       and n.id = i.id`;
}
