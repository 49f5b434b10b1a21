import type { Queryable } from "../../db/pool.ts";
import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";

/** A mail whose claim this process has. */
export interface ClaimedMail {
  id: string;
  kind: string;
  user_id: string | null;
  recipient: string;
  subject: string;
  body_text: string | null;
  body_html: string | null;
  headers: Record<string, string>;
  reference: string | null;
  /** The number of this claim; the result is written only while it is the last one. */
  attempts: number;
  attempts_max: number;
  /** It expired before it could be sent. */
  is_expired: boolean;
  /**
   * Its person has another address now, mails to it bounce, or they are no longer a member of the
   * workspace that it is about.
   */
  is_unwanted: boolean;
}

/**
 * Claims the mail that has been due for longest. Until the lease ends, no other process claims it.
 * Account mails are wanted at any address.
 */
export async function claimMail(
  tx: Tx,
  { lease_seconds, account_kinds }: { lease_seconds: number; account_kinds: readonly string[] },
): Promise<ClaimedMail | undefined> {
  const [claimed] = await tx.query(sql<ClaimedMail>`
    update mails m
       set attempts = m.attempts + 1,
           next_at = clock_timestamp() + make_interval(secs => ${lease_seconds})
     where m.id = (select w.id
                     from mails w
                    where w.state = 'waiting'
                      and w.next_at <= clock_timestamp()
                    order by w.next_at
                    limit 1
                      for update skip locked)
    returning m.id, m.kind, m.user_id, m.recipient, m.subject, m.body_text, m.body_html, m.headers,
              m.reference, m.attempts, m.attempts_max,
              coalesce(m.expires_at <= clock_timestamp(), false) as is_expired,
              m.kind <> all(${account_kinds}::text[])
                and (exists (select
                               from users u
                              where u.id = m.user_id
                                and (u.mail_state = 'failing'
                                     or u.email is distinct from m.recipient))
                     or m.workspace_id is not null
                       and not exists (select
                                         from members b
                                         join workspaces w on w.id = b.workspace_id
                                        where b.workspace_id = m.workspace_id
                                          and b.user_id = m.user_id
                                          and b.removed_at is null
                                          and w.deleted_at is null))
                as is_unwanted`);
  return claimed;
}

/** The end of an attempt, as it is written. */
export interface AttemptResult {
  id: string;
  attempts: number;
  state: "waiting" | "sent" | "dead";
  error: string | null;
  /** When a waiting mail is tried again. */
  delay_seconds: number;
  erase_body: boolean;
}

/** Writes a result, unless another process has claimed the mail since. Returns whether it did. */
export async function setResult(tx: Tx, result: AttemptResult): Promise<boolean> {
  const hasEnded = result.state !== "waiting";
  const rows = await tx.query(sql`
    update mails m
       set state = ${result.state},
           last_error = ${result.error},
           next_at = clock_timestamp() + make_interval(secs => ${result.delay_seconds}),
           ended_at = case when ${hasEnded} then clock_timestamp() end,
           body_text = case when ${result.erase_body} then null else m.body_text end,
           body_html = case when ${result.erase_body} then null else m.body_html end
     where m.id = ${result.id}
       and m.attempts = ${result.attempts}
       and m.state = 'waiting'
    returning m.id`);
  return rows.length > 0;
}

/** Deletes a mail that nobody wants any more, unless another process has claimed it since. */
export async function dropMail(tx: Tx, { id, attempts }: ClaimedMail): Promise<void> {
  await tx.query(sql`
    delete from mails m
     where m.id = ${id}
       and m.attempts = ${attempts}`);
}

/** Counts a bounce at the person's address; after `bounces_max` in a row, mails to it fail. */
export function countBounce(
  { user_id, recipient }: { user_id: string; recipient: string },
  { bounces_max }: { bounces_max: number },
): Sql {
  return sql`
    update users u
       set mail_bounces = u.mail_bounces + 1,
           mail_state = case when u.mail_bounces + 1 >= ${bounces_max}::integer
                             then 'failing' else u.mail_state end
     where u.id = ${user_id}
       and u.email = ${recipient}
       and u.mail_bounces < ${bounces_max}`;
}

/** A mail arrived, or the address is another one now: what bounced before no longer counts. */
export function clearBounces(user_id: string): Sql {
  return sql`
    update users u
       set mail_bounces = 0, mail_state = 'working'
     where u.id = ${user_id}
       and u.mail_bounces > 0`;
}

export interface MailCounts {
  waiting: number;
  /** Since when the mail has been waiting that was composed first. */
  oldest_seconds: number;
  dead: number;
}

/** Counts waiting and dead mails, each up to a limit. */
export async function countMails(
  db: Queryable,
  { limit }: { limit: number },
): Promise<MailCounts & { last_error: string | null }> {
  const [row] = await db.query(sql<MailCounts & { last_error: string | null }>`
    select waiting.mails as waiting, waiting.oldest_seconds, waiting.last_error, dead.mails as dead
      from (select count(*)::integer as mails,
                   coalesce(extract(epoch from clock_timestamp() - min(w.created_at)), 0)
                     ::double precision as oldest_seconds,
                   max(w.last_error) as last_error
              from (select m.created_at, m.last_error
                      from mails m
                     where m.state = 'waiting'
                     order by m.next_at
                     limit ${limit}) w) waiting
     cross join (select count(*)::integer as mails
                   from (select
                           from mails m
                          where m.state = 'dead'
                          limit ${limit}) d) dead`);
  return row ?? { waiting: 0, oldest_seconds: 0, dead: 0, last_error: null };
}

/** Deletes sent and dead mails that are older than they are kept. */
export async function deleteOldMails(
  tx: Tx,
  keep: { sent_days: number; dead_days: number; limit: number },
): Promise<number> {
  const deleted = await tx.query(sql`
    delete from mails m
     where m.id in (select o.id
                      from mails o
                     where (o.state = 'sent'
                              and o.ended_at < now() - make_interval(days => ${keep.sent_days}))
                        or (o.state = 'dead'
                              and o.ended_at < now() - make_interval(days => ${keep.dead_days}))
                     limit ${keep.limit})
    returning m.id`);
  return deleted.length;
}
