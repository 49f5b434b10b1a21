import { isInvitationOfAccount } from "../../auth/email-queries.ts";
import type { Queryable } from "../../db/pool.ts";
import { sql } from "../../db/sql.ts";

export async function findWorkspaceName(db: Queryable, id: string): Promise<string> {
  const [workspace] = await db.query(sql<{ name: string }>`
    select w.name
      from workspaces w
     where w.id = ${id}`);
  if (!workspace) throw new Error(`The workspace ${id} is gone.`);
  return workspace.name;
}

/** Those of these members and former members who are people. */
export async function listPeople(
  db: Queryable,
  workspace_id: string,
  user_ids: readonly string[],
): Promise<string[]> {
  if (user_ids.length === 0) return [];
  const rows = await db.query(sql<{ user_id: string }>`
    select m.user_id
      from members m
     where m.workspace_id = ${workspace_id}
       and m.user_id = any(${user_ids}::uuid[])
       and m.kind = 'person'`);
  return rows.map(({ user_id }) => user_id);
}

/**
 * The people to whose address these invitations are, by invitation. Only a confirmed address counts:
 * an account under somebody else's address learns nothing of what they are invited to. An invitation
 * that was answered or withdrawn meanwhile is left out.
 */
export async function listInvitedPeople(
  db: Queryable,
  workspace_id: string,
  invitation_ids: readonly string[],
): Promise<Map<string, string>> {
  if (invitation_ids.length === 0) return new Map();
  const rows = await db.query(sql<{ id: string; user_id: string }>`
    select i.id, u.id as user_id
      from invitations i
      join users u on ${isInvitationOfAccount}
     where i.workspace_id = ${workspace_id}
       and i.id = any(${invitation_ids}::uuid[])
       and u.email_confirmed_at is not null
     order by lower(i.email) = lower(u.email)`);
  return new Map(rows.map(({ id, user_id }) => [id, user_id]));
}

/** The people who are admins of the workspace. */
export async function listAdmins(db: Queryable, workspace_id: string): Promise<string[]> {
  const rows = await db.query(sql<{ user_id: string }>`
    select m.user_id
      from members m
     where m.workspace_id = ${workspace_id}
       and m.role = 'admin'
       and m.kind = 'person'
       and m.removed_at is null`);
  return rows.map(({ user_id }) => user_id);
}
