import { closestTo, isAccountOf } from "../auth/email-queries.ts";
import { isSignedInFrom } from "../auth/queries.ts";
import { retryIfTaken } from "../db/failures.ts";
import type { Queryable } from "../db/pool.ts";
import { type Sql, sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import { emailKeyOf } from "../text/email-address.ts";
import type { Account, OwnAccount, User } from "./user.ts";

const columns = sql`u.id, u.name, u.email, u.created_at`;

type OwnAccountRow = Omit<OwnAccount, "pending_email_change"> & {
  pending_email: string | null;
  pending_until: string;
};

/** An account for its owner. Without an address, it is a service account. */
export function findOwnAccount(id: string): Sql<OwnAccountRow> {
  return sql<OwnAccountRow>`
    select ${columns}, case when u.email is null then 'service' else 'person' end as kind,
           u.email_confirmed_at is not null as email_confirmed, u.mail_state,
           c.email as pending_email, c.expires_at as pending_until
      from users u
      left join address_changes c
             on c.user_id = u.id
            and c.applied_at is null
            and c.expires_at > clock_timestamp()
     where u.id = ${id}`;
}

/** The account as the API returns it. */
export function toOwnAccount({
  pending_email: email,
  pending_until: expires_at,
  ...account
}: OwnAccountRow): OwnAccount {
  return { ...account, pending_email_change: email === null ? null : { email, expires_at } };
}

export async function findAccount(
  db: Queryable,
  key: { id: string } | { email: string },
): Promise<Account | undefined> {
  const isNamed =
    "id" in key
      ? sql`u.id = ${key.id}`
      : sql`${isAccountOf(key.email)} order by ${closestTo(key.email)} limit 1`;
  const rows = await db.query(sql<AccountRow>`
    select ${columns}, u.password_hash
      from users u
     where ${isNamed}`);
  return rows.map(toAccount)[0];
}

/**
 * The account with this address, and whether it was signed in to from this network before: one
 * statement, so that signing in costs the same for every address.
 */
export async function findSignInAccount(
  db: Queryable,
  { email, network }: { email: string; network: string },
): Promise<(Account & { is_known_network: boolean }) | undefined> {
  const rows = await db.query(sql<AccountRow & { is_known_network: boolean }>`
    select ${columns}, u.password_hash, ${isSignedInFrom(network)} as is_known_network
      from users u
     where ${isAccountOf(email)}
     order by ${closestTo(email)}
     limit 1`);
  return rows.map(({ is_known_network, ...row }) => ({ ...toAccount(row), is_known_network }))[0];
}

/**
 * Locks the account: until the transaction ends, nobody signs in to it and its password does not
 * change.
 */
export async function lockAccount(tx: Tx, id: string): Promise<Account | undefined> {
  const rows = await tx.query(sql<AccountRow>`
    select ${columns}, u.password_hash
      from users u
     where u.id = ${id}
       for no key update`);
  return rows.map(toAccount)[0];
}

/**
 * Locks a person's account against erasure until the transaction ends, for commands that make them
 * a member. No row if the person is erased.
 */
export function lockPerson(id: string): Sql<Pick<User, "id" | "name">> {
  return sql<Pick<User, "id" | "name">>`
    select u.id, u.name
      from users u
     where u.id = ${id}
       and u.email <> ${erasedEmail(id)}
       for share`;
}

export async function insertUser(
  tx: Tx,
  user: Omit<User, "created_at"> & { password_hash: string },
): Promise<User> {
  const insert = tx.query(sql<User>`
    insert into users as u (id, name, email, email_key, password_hash)
    values (${user.id}, ${user.name}, ${user.email}, ${emailKeyOf(user.email)},
            ${user.password_hash})
    returning ${columns}`);
  const [inserted] = await retryIfTaken(
    "email_key_is_unique",
    retryIfTaken("email_is_unique", insert),
  );
  if (!inserted) throw new Error("The inserted user was not returned.");
  return inserted;
}

/** Inserts a user without address and password, as which nobody can sign in. */
export function insertServiceUser({ id, name }: Pick<User, "id" | "name">): Sql {
  return sql`insert into users (id, name) values (${id}, ${name})`;
}

export function setUserName(id: string, name: string): Sql {
  return sql`
    update users
       set name = ${name}, updated_at = clock_timestamp()
     where id = ${id}`;
}

export function setPasswordHash(id: string, password_hash: string): Sql {
  return sql`
    update users
       set password_hash = ${password_hash}, updated_at = clock_timestamp()
     where id = ${id}`;
}

/** Overwrites everything about the person except the ID, to which their work belongs. */
export function eraseAccount(id: string, password_hash: string): Sql {
  const email = erasedEmail(id);
  return sql`
    update users
       set name = 'Erased person', email = ${email}, email_key = ${email}, email_collides = false,
           password_hash = ${password_hash}, updated_at = clock_timestamp()
     where id = ${id}`;
}

function erasedEmail(id: string): string {
  return `${id}@erased.invalid`;
}

type AccountRow = User & { password_hash: string };

function toAccount({ password_hash, ...user }: AccountRow): Account {
  return { user, password_hash };
}

/** Which of these keys of addresses belong to other accounts. */
export function listKeysOfOthers(
  user_id: string,
  keys: readonly string[],
): Sql<{ email_key: string }> {
  return sql<{ email_key: string }>`
    select u.email_key
      from users u
     where u.email_key = any(${keys}::text[])
       and u.id <> ${user_id}`;
}
