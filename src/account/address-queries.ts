import { isAccountOf } from "../auth/email-queries.ts";
import { retryIfTaken } from "../db/failures.ts";
import type { Queryable } from "../db/pool.ts";
import { type Sql, sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import { limits } from "../limits.ts";
import { emailKeyOf } from "../text/email-address.ts";

/** A change of address that waits for the new address, or that the former one can still stop. */
export interface AddressChange {
  user_id: string;
  email: string;
  email_key: string;
  former_email: string;
  expires_at: string;
  /** Null while it waits. */
  applied_at: string | null;
}

/**
 * Whether an address belongs to an account, or can be taken back by one. One statement, so that an
 * address that moves from one state to the other in the meantime is taken in both.
 */
export async function isAddressTaken(
  db: Queryable,
  email: string,
  { except = null }: { except?: string | null } = {},
): Promise<boolean> {
  const [row] = await db.query(sql<{ is_taken: boolean }>`
    select exists (
             select 1
               from users u
              where ${isAccountOf(email)}
                and u.id is distinct from ${except}::uuid)
           or exists (
             select 1
               from address_changes c
              where c.former_email_key = ${emailKeyOf(email)}
                and c.user_id is distinct from ${except}::uuid
                and c.applied_at is not null
                and c.expires_at > clock_timestamp()) as is_taken`);
  return row?.is_taken === true;
}

/** Locks the change of a user whose account is locked. */
export async function lockAddressChange(
  tx: Tx,
  user_id: string,
): Promise<AddressChange | undefined> {
  const [change] = await tx.query(sql<AddressChange>`
    select c.user_id, c.email, c.email_key, c.former_email, c.expires_at, c.applied_at
      from address_changes c
     where c.user_id = ${user_id}
       and c.expires_at > clock_timestamp()
       for update`);
  return change;
}

/** Stores a change that waits, instead of an earlier one that waits or is over. */
export function putAddressChange(change: {
  user_id: string;
  email: string;
  former_email: string;
}): Sql<{ expires_at: string }> {
  const { user_id, email, former_email } = change;
  return sql<{ expires_at: string }>`
    insert into address_changes as c (
      user_id, email, email_key, former_email, former_email_key, expires_at)
    values (${user_id}, ${email}, ${emailKeyOf(email)}, ${former_email},
            ${emailKeyOf(former_email)},
            clock_timestamp() + ${limits.address_change_days} * interval '1 day')
        on conflict (user_id) do update
       set email = excluded.email, email_key = excluded.email_key,
           former_email = excluded.former_email, former_email_key = excluded.former_email_key,
           requested_at = excluded.requested_at, expires_at = excluded.expires_at,
           applied_at = null
    returning c.expires_at`;
}

export function setAddressChangeApplied(user_id: string): Sql {
  return sql`update address_changes set applied_at = clock_timestamp() where user_id = ${user_id}`;
}

export function deleteAddressChange(user_id: string): Sql {
  return sql`delete from address_changes where user_id = ${user_id}`;
}

/** Deletes a change that waits for the new address. One that took effect can still be stopped. */
export function deleteWaitingAddressChange(user_id: string): Sql {
  return sql`delete from address_changes where user_id = ${user_id} and applied_at is null`;
}

/** Sets the address of a locked account, which is free. `is_confirmed` says whether its owner showed that. */
export async function setAddress(
  tx: Tx,
  { id, email, is_confirmed }: { id: string; email: string; is_confirmed: boolean },
): Promise<void> {
  const update = tx.query(sql`
    update users
       set email = ${email}, email_key = ${emailKeyOf(email)}, email_collides = false,
           email_confirmed_at = case when ${is_confirmed} then clock_timestamp() end,
           updated_at = clock_timestamp()
     where id = ${id}`);
  await retryIfTaken("email_key_is_unique", retryIfTaken("email_is_unique", update));
}

/** Confirms the address of a locked account. No row if it was confirmed already. */
export function setAddressConfirmed(user_id: string): Sql<{ id: string }> {
  return sql<{ id: string }>`
    update users u
       set email_confirmed_at = clock_timestamp(), updated_at = clock_timestamp()
     where u.id = ${user_id}
       and u.email_confirmed_at is null
    returning u.id`;
}

/** Whether the address of a locked account is confirmed. */
export async function isAddressConfirmed(db: Queryable, user_id: string): Promise<boolean> {
  const rows = await db.query(sql`
    select u.id
      from users u
     where u.id = ${user_id}
       and u.email_confirmed_at is not null`);
  return rows.length > 0;
}

/** Deletes changes that can no longer be stopped or confirmed, and returns how many. */
export async function deleteOldAddressChanges(
  tx: Tx,
  { limit }: { limit: number },
): Promise<number> {
  const deleted = await tx.query(sql`
    delete from address_changes
     where user_id in (
       select c.user_id
         from address_changes c
        where c.expires_at < clock_timestamp()
        limit ${limit}
          for update skip locked)
    returning user_id`);
  return deleted.length;
}
