import { isInvitationOfAccount, isInvitationTo } from "../auth/email-queries.ts";
import type { Queryable } from "../db/pool.ts";
import { type Sql, sql } from "../db/sql.ts";
import { limits } from "../limits.ts";
import type { Membership, OwnInvitation } from "./membership.ts";

/** Newest first. */
export function listMembershipsOf(user_id: string): Sql<Membership> {
  return sql<Membership>`
    select m.workspace_id, w.name as workspace_name, w.slug, w.former_slugs, m.role, m.handle, 'active' as state
      from members m
      join workspaces w on w.id = m.workspace_id
     where m.user_id = ${user_id}
       and m.removed_at is null
       and w.deleted_at is null
     order by m.created_at desc, m.workspace_id desc
     limit ${limits.page_max}`;
}

/**
 * The invitations to the user's address, newest first. With `isConfirmed`, only where the user has shown
 * that the address is theirs.
 */
export function listInvitationsOf(
  user_id: string,
  { isConfirmed }: { isConfirmed: boolean },
): Sql<OwnInvitation> {
  const confirmed = isConfirmed ? sql`and u.email_confirmed_at is not null` : sql``;
  return sql<OwnInvitation>`
    select i.workspace_id, w.name as workspace_name, i.role, i.created_at, i.expires_at,
           case when i.expires_at <= clock_timestamp() then 'expired' else 'invited' end as state
      from users u
      join invitations i on ${isInvitationOfAccount}
      join workspaces w on w.id = i.workspace_id
     where u.id = ${user_id}
       and w.deleted_at is null
       ${confirmed}
     order by i.created_at desc, i.id desc
     limit ${limits.page_max}`;
}

export async function hasInvitation(db: Queryable, email: string): Promise<boolean> {
  const rows = await db.query(sql`
    select i.id
      from invitations i
      join workspaces w on w.id = i.workspace_id
     where ${isInvitationTo(email)}
       and i.expires_at > clock_timestamp()
       and w.deleted_at is null
     limit 1`);
  return rows.length > 0;
}
