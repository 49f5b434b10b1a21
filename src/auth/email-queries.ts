import { type Sql, sql } from "../db/sql.ts";
import { emailKeyOf } from "../text/email-address.ts";

// Who an address belongs to. Its key is what is unique: the folded local part and the domain as DNS has it. Rows of an
// earlier version have no key until the backfill has filled it, and an account whose key another one has keeps none: they
// are found as before, by the address in lower case.

/**
 * The accounts `u` that an address may mean. There can be two, if an account of an earlier version has
 * the key of another: the one with this very address then comes first in the order of `closestTo`.
 */
export function isAccountOf(email: string): Sql {
  const key = emailKeyOf(email);
  return sql`
    (u.email_key = ${key}
     or u.email_key is null and lower(u.email) in (lower(${email}), ${key}))`;
}

export function closestTo(email: string): Sql {
  return sql`lower(u.email) = lower(${email}) desc`;
}

/** Whether an invitation `i` is to an address. */
export function isInvitationTo(email: string): Sql {
  const key = emailKeyOf(email);
  return sql`
    (i.email_key = ${key}
     or i.email_key is null and lower(i.email) in (lower(${email}), ${key}))`;
}

/** Whether an invitation `i` is to one of these addresses. */
export function isInvitationToAny(emails: readonly string[]): Sql {
  const keys = emails.map(emailKeyOf);
  return sql`
    (i.email_key = any(${keys}::text[])
     or i.email_key is null
        and (lower(i.email) = any(${keys}::text[])
             or lower(i.email) in (select lower(a.email) from unnest(${emails}::text[]) a (email))))`;
}

/** Whether an invitation `i` is to the account `u`. */
export const isInvitationOfAccount = sql`
  (i.email_key = u.email_key or lower(i.email) = lower(u.email))`;
