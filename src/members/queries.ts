import { isAccountOf } from "../auth/email-queries.ts";
import type { Role } from "../auth/permissions.ts";
import type { Queryable } from "../db/pool.ts";
import { type Sql, sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import type { Member } from "./schemas.ts";

/** Identifies a membership. */
export interface MemberKey {
  workspace_id: string;
  user_id: string;
}

/** The columns of a member as the API returns them, from `m` (members) and `u` (users). */
export const columns = sql`
  m.workspace_id, m.user_id, m.handle, u.name, u.email, m.role, m.kind,
  case when m.removed_at is null then 'active' else 'removed' end as state,
  null::uuid as invitation_id, m.created_at, null::timestamptz as expires_at, null::text as link`;

export async function isActiveMember(db: Queryable, key: MemberKey): Promise<boolean> {
  const [member] = await db.query(sql`
    select m.user_id
      from members m
     where m.workspace_id = ${key.workspace_id}
       and m.user_id = ${key.user_id}
       and m.removed_at is null`);
  return member !== undefined;
}

export async function findActiveMemberByEmail(
  db: Queryable,
  workspace_id: string,
  email: string,
): Promise<{ user_id: string } | undefined> {
  const [member] = await db.query(sql<{ user_id: string }>`
    select m.user_id
      from members m
      join users u on u.id = m.user_id
     where m.workspace_id = ${workspace_id}
       and ${isAccountOf(email)}
       and m.removed_at is null`);
  return member;
}

/**
 * Whether another person is an admin. The result stays valid while the workspace's row is locked.
 */
export async function hasOtherAdmin(tx: Tx, key: MemberKey): Promise<boolean> {
  const [other] = await tx.query(sql`
    select m.user_id
      from members m
     where m.workspace_id = ${key.workspace_id}
       and m.user_id <> ${key.user_id}
       and m.role = 'admin'
       and m.kind = 'person'
       and m.removed_at is null
     limit 1`);
  return other !== undefined;
}

/** Changes the role of a locked member. */
export function setMemberRole(key: MemberKey, role: Role): Sql {
  return sql`
    update members m
       set role = ${role}, updated_at = clock_timestamp()
     where m.workspace_id = ${key.workspace_id}
       and m.user_id = ${key.user_id}`;
}

export function setMemberRemoved(key: MemberKey): Sql {
  return sql`
    update members m
       set removed_at = clock_timestamp(), name_key = null, updated_at = clock_timestamp()
     where m.workspace_id = ${key.workspace_id}
       and m.user_id = ${key.user_id}`;
}

/** Any member, also a former one. */
export async function findMember(db: Queryable, key: MemberKey): Promise<Member | undefined> {
  const [member] = await db.query(sql<Member>`
    select ${columns}
      from members m
      join users u on u.id = m.user_id
     where m.workspace_id = ${key.workspace_id}
       and m.user_id = ${key.user_id}`);
  return member;
}
