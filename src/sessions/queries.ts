import type { z } from "zod";
import type { Origin, SessionPrincipal } from "../auth/workspace-context.ts";
import type { PageRange } from "../contract/keyset-page.ts";
import type { Queryable } from "../db/pool.ts";
import { type Sql, sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import { limits } from "../limits.ts";
import type { User } from "../users/user.ts";
import type { Session as SessionSchema } from "./schemas.ts";

/** A session as the API returns it to its owner. */
export type Session = z.output<typeof SessionSchema>;

const isLive = sql`s.ended_at is null and s.expires_at > clock_timestamp()`;
const nextExpiry = sql`clock_timestamp() + ${limits.session_days} * interval '1 day'`;

export function insertSession(
  session: { id: string; user_id: string },
  { address, user_agent }: Origin,
): Sql {
  return sql`
    insert into sessions (id, user_id, ip_address, user_agent, expires_at)
    values (${session.id}, ${session.user_id}, ${address}, ${user_agent}, ${nextExpiry})`;
}

export function insertRefreshToken(token: {
  hash: Buffer;
  session_id: string;
  generation: number;
}): Sql {
  return sql`
    insert into refresh_tokens (hash, session_id, generation)
    values (${token.hash}, ${token.session_id}, ${token.generation})`;
}

/** A refresh token that is locked together with its session, and its user. */
export interface LockedRefreshToken {
  session_id: string;
  session_is_live: boolean;
  is_spent: boolean;
  /** Whether it was spent so recently that the client may not have received the response. */
  is_fresh: boolean;
  /** How many refreshes of the session came before it. */
  generation: number;
  user: User;
}

/**
 * Locks the session and its token, so that concurrent requests with one token are checked one after
 * the other. The session is locked first, in the order in which sessions are deleted.
 */
export async function lockRefreshToken(
  tx: Tx,
  hash: Buffer,
): Promise<LockedRefreshToken | undefined> {
  const [row] = await tx.query(sql<Omit<LockedRefreshToken, "user"> & User>`
    select s.id as session_id, ${isLive} as session_is_live,
           t.spent_at is not null as is_spent,
           coalesce(
             t.spent_at > clock_timestamp() - ${limits.refresh_grace_seconds} * interval '1 second',
             false) as is_fresh,
           t.generation, u.id, u.name, u.email, u.created_at
      from refresh_tokens t
      join sessions s on s.id = t.session_id
      join users u on u.id = s.user_id
     where t.hash = ${hash}
       for update of s, t`);
  if (!row) return undefined;
  const { session_id, session_is_live, is_spent, is_fresh, generation, ...user } = row;
  return { session_id, session_is_live, is_spent, is_fresh, generation, user };
}

/**
 * Whether a spent token was spent less than a day ago, and nothing that was issued with its successor has
 * been used: the client has probably not received the response.
 */
export async function isSuccessorUnused(
  tx: Tx,
  { hash, successor_hash }: { hash: Buffer; successor_hash: Buffer },
): Promise<boolean> {
  const rows = await tx.query(sql`
    select next.generation
      from refresh_tokens t
      join sessions s on s.id = t.session_id
      join refresh_tokens next on next.hash = ${successor_hash} and next.session_id = t.session_id
     where t.hash = ${hash}
       and t.spent_at > clock_timestamp() - ${limits.refresh_lost_hours} * interval '1 hour'
       and next.spent_at is null
       and next.generation > s.received_generation`);
  return rows.length > 0;
}

export function spendRefreshToken(hash: Buffer): Sql {
  return sql`update refresh_tokens set spent_at = clock_timestamp() where hash = ${hash}`;
}

/**
 * Extends a session to 30 days from now, and to at most 90 days in total: a stolen session that
 * stays in use ends too.
 */
export function extendSession(id: string): Sql {
  return sql`
    update sessions
       set last_used_at = clock_timestamp(),
           expires_at = least(${nextExpiry},
                              created_at + ${limits.session_days_max} * interval '1 day')
     where id = ${id}`;
}

/** Live sessions, newest first. */
export async function listSessions(
  db: Queryable,
  { user_id, session_id }: SessionPrincipal,
  { after, limit }: PageRange,
): Promise<Session[]> {
  const older = after
    ? sql`and (s.created_at, s.id) < (${after.created_at}::timestamptz, ${after.id}::uuid)`
    : sql``;
  return await db.query(sql<Session>`
    select s.id, s.ip_address, s.user_agent, s.created_at, s.last_used_at, s.expires_at,
           s.id = ${session_id} as is_current
      from sessions s
     where s.user_id = ${user_id}
       and ${isLive}
       ${older}
     order by s.created_at desc, s.id desc
     limit ${limit}`);
}

/** Ends a live session; returns undefined if there is none. */
export async function endSession(
  tx: Tx,
  key: { id: string; user_id: string },
): Promise<{ id: string } | undefined> {
  const [ended] = await tx.query(sql<{ id: string }>`
    update sessions s
       set ended_at = clock_timestamp()
     where s.id = ${key.id}
       and s.user_id = ${key.user_id}
       and ${isLive}
    returning s.id`);
  return ended;
}

/** Ends the live session of a refresh token, spent or not. */
export async function endSessionOfToken(
  tx: Tx,
  hash: Buffer,
): Promise<{ id: string; user_id: string } | undefined> {
  const [ended] = await tx.query(sql<{ id: string; user_id: string }>`
    update sessions s
       set ended_at = clock_timestamp()
      from refresh_tokens t
     where t.hash = ${hash}
       and s.id = t.session_id
       and ${isLive}
    returning s.id, s.user_id`);
  return ended;
}

/** Ends a user's live sessions, except the one named by `except`. */
export function endSessions(selection: {
  user_id: string;
  except: string | null;
}): Sql<{ id: string }> {
  return sql<{ id: string }>`
    update sessions s
       set ended_at = clock_timestamp()
     where s.user_id = ${selection.user_id}
       and s.id is distinct from ${selection.except}::uuid
       and ${isLive}
    returning s.id`;
}

/** Deletes all sessions of a user, with their IP addresses and tokens. */
export function deleteSessionsOf(user_id: string): Sql {
  return sql`delete from sessions where user_id = ${user_id}`;
}

/**
 * Deletes sessions that ended or expired at least `overForDays` ago, with their tokens, and returns
 * how many.
 */
export async function deleteOldSessions(
  tx: Tx,
  { overForDays, limit }: { overForDays: number; limit: number },
): Promise<number> {
  const deleted = await tx.query(sql`
    delete from sessions
     where id in (
       select s.id
         from sessions s
        where coalesce(s.ended_at, s.expires_at)
              < clock_timestamp() - ${overForDays} * interval '1 day'
        limit ${limit}
          for update skip locked)
    returning id`);
  return deleted.length;
}
