import type { Queryable } from "../../db/pool.ts";
import { sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";

/** A mail as the operator sees it: without its content. */
export interface ListedMail {
  id: string;
  kind: string;
  recipient: string;
  state: "waiting" | "sent" | "dead";
  attempts: number;
  last_error: string | null;
  created_at: string;
  /** When a waiting mail is tried next. */
  next_at: string;
  ended_at: string | null;
}

/** The newest mails of every state, or only the dead ones. */
export async function listMails(
  db: Queryable,
  { states, limit }: { states: readonly string[]; limit: number },
): Promise<ListedMail[]> {
  return await db.query(sql<ListedMail>`
    select m.id, m.kind, m.recipient, m.state, m.attempts, m.last_error, m.created_at, m.next_at,
           m.ended_at
      from mails m
     where m.state = any(${states}::text[])
     order by m.created_at desc, m.id desc
     limit ${limit}`);
}

/**
 * Lets dead mails be tried again, the given one or all, as often as a new one. One whose body was erased
 * with its token stays dead. Addresses at which mails bounced get mails again.
 */
export async function reviveMails(
  tx: Tx,
  { id, attempts }: { id: string | undefined; attempts: number },
): Promise<number> {
  const revived = await tx.query(sql<{ user_id: string | null }>`
    update mails m
       set state = 'waiting', attempts_max = m.attempts + ${attempts}, ended_at = null,
           next_at = clock_timestamp()
     where m.state = 'dead'
       and m.body_text is not null
       and (m.expires_at is null or m.expires_at > clock_timestamp())
       and (${id ?? null}::uuid is null or m.id = ${id ?? null}::uuid)
    returning m.user_id`);
  const users = new Set(revived.flatMap(({ user_id }) => user_id ?? []));
  await tx.query(sql`
    update users u
       set mail_bounces = 0, mail_state = 'working'
     where u.id = any(${[...users].sort()}::uuid[])
       and u.mail_bounces > 0`);
  return revived.length;
}

export async function findMailState(
  db: Queryable,
  id: string,
): Promise<ListedMail["state"] | undefined> {
  const [mail] = await db.query(sql<Pick<ListedMail, "state">>`
    select m.state from mails m where m.id = ${id}`);
  return mail?.state;
}
