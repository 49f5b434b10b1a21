import type { Queryable } from "../db/pool.ts";
import { type Sql, sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import { limits } from "../limits.ts";
import { emailKeyOf } from "../text/email-address.ts";
import type { TokenPurpose } from "./tokens.ts";

export interface AccountToken {
  user_id: string;
  purpose: TokenPurpose;
  /** The address that it was made for. */
  email: string;
  email_key: string;
  /** Whether it was mailed there, so that anyone who has it reads that mailbox. */
  is_mailed: boolean;
}

export interface NewToken extends Omit<AccountToken, "email_key"> {
  hash: Buffer;
  hours: number;
}

const columns = sql`t.user_id, t.purpose, t.email, t.email_key, t.is_mailed`;
const isLive = sql`t.used_at is null and t.expires_at > clock_timestamp()`;

export function insertAccountToken(token: NewToken): Sql {
  return sql`
    insert into account_tokens (hash, user_id, purpose, email, email_key, is_mailed, expires_at)
    values (${token.hash}, ${token.user_id}, ${token.purpose}, ${token.email},
            ${emailKeyOf(token.email)}, ${token.is_mailed},
            clock_timestamp() + ${token.hours} * interval '1 hour')`;
}

/** A live token. It is not locked: `useAccountToken` decides. */
export async function findAccountToken(
  db: Queryable,
  hash: Buffer,
  purposes: readonly TokenPurpose[],
): Promise<AccountToken | undefined> {
  const [token] = await db.query(sql<AccountToken>`
    select ${columns}
      from account_tokens t
     where t.hash = ${hash}
       and t.purpose = any(${purposes}::text[])
       and ${isLive}`);
  return token;
}

/** Marks a live token as used. Of two transactions with one token, the second gets no row. */
export async function useAccountToken(tx: Tx, hash: Buffer): Promise<AccountToken | undefined> {
  const [token] = await tx.query(sql<AccountToken>`
    update account_tokens t
       set used_at = clock_timestamp()
     where t.hash = ${hash}
       and ${isLive}
    returning ${columns}`);
  return token;
}

/** Makes a user's live tokens for these purposes invalid. */
export function voidAccountTokens(user_id: string, purposes: readonly TokenPurpose[]): Sql {
  return sql`
    update account_tokens t
       set used_at = clock_timestamp()
     where t.user_id = ${user_id}
       and t.purpose = any(${purposes}::text[])
       and ${isLive}`;
}

/** How many mails with a link went to an address in the last hour, counted up to the limit. */
export function countRecentMails(email: string): Sql<{ count: number }> {
  return sql<{ count: number }>`
    select count(*)::integer as count
      from (select
              from account_tokens t
             where t.email_key = ${emailKeyOf(email)}
               and t.is_mailed
               and t.purpose <> 'stop_change'
               and t.created_at > clock_timestamp() - interval '1 hour'
             limit ${limits.account_mails_per_hour}) counted`;
}

/** How many changes of address a user asked for in the last day, counted up to the limit. */
export function countRecentChanges(user_id: string): Sql<{ count: number }> {
  return sql<{ count: number }>`
    select count(*)::integer as count
      from (select
              from account_tokens t
             where t.user_id = ${user_id}
               and t.purpose = 'change_address'
               and t.created_at > clock_timestamp() - interval '1 day'
             limit ${limits.address_changes_per_day}) counted`;
}

/** Deletes all tokens of a user who is erased. */
export function deleteAccountTokensOf(user_id: string): Sql {
  return sql`delete from account_tokens where user_id = ${user_id}`;
}

/**
 * Deletes tokens a day after they expired, and returns how many. Until then they count for what may
 * be asked for in an hour or a day.
 */
export async function deleteExpiredAccountTokens(
  tx: Tx,
  { limit }: { limit: number },
): Promise<number> {
  const deleted = await tx.query(sql`
    delete from account_tokens
     where hash in (
       select t.hash
         from account_tokens t
        where t.expires_at < clock_timestamp() - interval '1 day'
        limit ${limit}
          for update skip locked)
    returning hash`);
  return deleted.length;
}
