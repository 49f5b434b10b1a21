import { randomUUIDv7 } from "node:crypto";
import { closestTo, isAccountOf } from "../auth/email-queries.ts";
import { type Sql, sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import { emailKeyOf } from "../text/email-address.ts";

export interface ResetRequest {
  email: string;
}

export function insertResetRequest(email: string): Sql {
  return sql`
    insert into password_reset_requests (id, email, email_key)
    values (${randomUUIDv7()}, ${email}, ${emailKeyOf(email)})`;
}

/** Takes the oldest request that no other worker has. */
export async function takeResetRequest(tx: Tx): Promise<ResetRequest | undefined> {
  const [request] = await tx.query(sql<ResetRequest>`
    delete from password_reset_requests
     where id in (
       select r.id
         from password_reset_requests r
        order by r.id
        limit 1
          for update skip locked)
    returning email`);
  return request;
}

/**
 * The account with this address, locked against erasure and a change of its address, so that
 * no link is made for a person who is gone, and the links of an hour are counted exactly.
 */
export async function lockAccountToMail(
  tx: Tx,
  email: string,
): Promise<{ id: string; email: string } | undefined> {
  const [account] = await tx.query(sql<{ id: string; email: string }>`
    select u.id, u.email
      from users u
     where ${isAccountOf(email)}
     order by ${closestTo(email)}
     limit 1
       for no key update`);
  return account;
}

/** Deletes the requests for an address. */
export function deleteResetRequestsFor(emails: readonly string[]): Sql {
  return sql`
    delete from password_reset_requests where email_key = any(${emails.map(emailKeyOf)}::text[])`;
}
