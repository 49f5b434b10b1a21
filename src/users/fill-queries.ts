import type { BackfillCount, BackfillRange } from "../backfill/backfill.ts";
import type { Queryable } from "../db/pool.ts";
import { type Sql, sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";

export interface UserWithoutKey {
  id: string;
  /** Null for a service account, and for a user whose key is filled. */
  email: string | null;
}

/** The next users, whether or not they have a key, by ID: the oldest first. */
export function listUsersToFill({ after, limit }: BackfillRange): Sql<UserWithoutKey> {
  return sql<UserWithoutKey>`
    select u.id, case when u.email_key is null and not u.email_collides then u.email end as email
      from users u
     ${afterUser(after)}
     order by u.id
     limit ${limit}
       for no key update`;
}

export function countUsersToFill({ after, limit }: BackfillRange): Sql<BackfillCount> {
  return sql<BackfillCount>`
    with next as materialized (
      select u.id, u.email is not null and u.email_key is null and not u.email_collides as is_left
        from users u
       ${afterUser(after)}
       order by u.id
       limit ${limit}
    )
    select count(*)::integer as rows, (count(*) filter (where n.is_left))::integer as left,
           max(array[n.id::text]) as last
      from next n`;
}

/** Sets the keys of users. A key that another user has is not set, and the user is marked. */
export async function setUserKeys(
  tx: Tx,
  users: readonly { id: string; key: string }[],
): Promise<void> {
  await tx.query(sql`
    update users u
       set email_key = case when k.is_free then k.key end, email_collides = not k.is_free
      from (select x.id, x.key,
                   row_number() over (partition by x.key order by x.id) = 1
                   and not exists (select 1 from users o where o.email_key = x.key) as is_free
              from unnest(${users.map(({ id }) => id)}::uuid[],
                          ${users.map(({ key }) => key)}::text[]) as x (id, key)) k
     where u.id = k.id`);
}

/** The addresses of users that have the key of another one. */
export async function listCollidingAddresses(
  db: Queryable,
  { limit }: { limit: number },
): Promise<string[]> {
  const rows = await db.query(sql<{ email: string }>`
    select u.email
      from users u
     where u.email_collides
     order by u.id
     limit ${limit}`);
  return rows.map(({ email }) => email);
}

function afterUser(after: BackfillRange["after"]): Sql {
  return after ? sql`where u.id > ${after[0] ?? ""}::uuid` : sql``;
}
