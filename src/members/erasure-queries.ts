import type { Role } from "../auth/permissions.ts";
import type { Queryable } from "../db/pool.ts";
import { type Sql, sql } from "../db/sql.ts";
import type { MemberKey } from "./queries.ts";

/** Locks the workspaces that a person is a member of, as every change of members does. */
export function lockWorkspacesOf(user_id: string): Sql<{ id: string }> {
  return sql<{ id: string }>`
    select w.id
      from workspaces w
     where w.id in (select m.workspace_id
                      from members m
                     where m.user_id = ${user_id}
                       and m.removed_at is null)
     order by w.id
       for no key update`;
}

/** A locked membership, which may have ended. */
export interface LockedMembership extends MemberKey {
  role: Role;
  removed_at: string | null;
}

/** Locks a person's memberships, former ones and those of deleted workspaces too. */
export function lockMembershipsOf(user_id: string): Sql<LockedMembership> {
  return sql<LockedMembership>`
    select m.workspace_id, m.user_id, m.role, m.removed_at
      from members m
     where m.user_id = ${user_id}
     order by m.workspace_id
       for no key update`;
}

/**
 * The workspaces that would be left without an admin who can sign in. The result stays valid while
 * the person's workspaces and account are locked. A deleted workspace does not need an admin.
 */
export async function listWorkspacesWithoutOtherAdmin(
  db: Queryable,
  user_id: string,
): Promise<{ id: string; name: string }[]> {
  return await db.query(sql<{ id: string; name: string }>`
    select w.id, w.name
      from members m
      join workspaces w on w.id = m.workspace_id
     where m.user_id = ${user_id}
       and m.role = 'admin'
       and m.removed_at is null
       and w.deleted_at is null
       and not exists (
             select 1
               from members o
              where o.workspace_id = m.workspace_id
                and o.user_id <> m.user_id
                and o.role = 'admin'
                and o.kind = 'person'
                and o.removed_at is null)
     order by w.name, w.id`);
}
