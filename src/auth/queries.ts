import type { Queryable } from "../db/pool.ts";
import { type Sql, sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import type { Role } from "./permissions.ts";
import type { Caller, HeldMember } from "./scope.ts";

/** The caller's standing in a workspace, read as one: absent when the workspace is not theirs to see. */
export interface Standing {
  role: Role;
  require_if_match: boolean;
  credential_is_live: boolean;
}

export async function findStanding(
  db: Queryable,
  workspace_id: string,
  caller: Caller,
): Promise<Standing | undefined> {
  const [standing] = await db.query(sql<Standing>`
    select m.role, w.require_if_match, ${credentialIsLive(caller)} as credential_is_live
      from members m
      join workspaces w on w.id = m.workspace_id
     where m.workspace_id = ${workspace_id}
       and m.user_id = ${caller.user_id}
       and m.removed_at is null
       and w.deleted_at is null`);
  return standing;
}

export async function isCredentialLive(db: Queryable, caller: Caller): Promise<boolean> {
  const [row] = await db.query(
    sql<{ is_live: boolean }>`select ${credentialIsLive(caller)} as is_live`,
  );
  return row?.is_live === true;
}

/**
 * Holds the workspace against every other change of its members, or of itself. Never stronger: a command
 * that shares a member row and then inserts a label would wait for it by its foreign key, in a circle.
 */
export async function lockWorkspace(tx: Tx, workspace_id: string): Promise<void> {
  await tx.query(sql`
    select w.id
      from workspaces w
     where w.id = ${workspace_id}
       for no key update`);
}

/**
 * Holds member rows, in the one order that every command uses: a removal or a change of role waits for
 * whoever shares the row, and whoever comes later sees what it left.
 */
export function lockMembers(
  workspace_id: string,
  user_ids: readonly string[],
  strength: "for share" | "for no key update",
): Sql<HeldMember> {
  const lock = { "for share": sql`for share`, "for no key update": sql`for no key update` }[
    strength
  ];
  return sql<HeldMember>`
    select m.user_id, m.role, m.removed_at
      from members m
     where m.workspace_id = ${workspace_id}
       and m.user_id = any(${user_ids}::uuid[])
     order by m.user_id
       ${lock}`;
}

export async function lockAllMembers(tx: Tx, workspace_id: string): Promise<HeldMember[]> {
  return await tx.query(sql<HeldMember>`
    select m.user_id, m.role, m.removed_at
      from members m
     where m.workspace_id = ${workspace_id}
     order by m.user_id
       for no key update`);
}

/** What a write needs to know beside the locked rows; read after them, so that it is what they guard. */
export function readStanding(
  workspace_id: string,
  caller: Caller,
): Sql<{ require_if_match: boolean; credential_is_live: boolean }> {
  return sql`
    select w.require_if_match, ${credentialIsLive(caller)} as credential_is_live
      from workspaces w
     where w.id = ${workspace_id}
       and w.deleted_at is null`;
}

/** Whether the session, or the token, that the caller showed is still good. */
function credentialIsLive(caller: Caller): Sql {
  if (caller.kind === "session") {
    return sql`exists (
      select 1
        from sessions s
       where s.id = ${caller.session_id}
         and s.user_id = ${caller.user_id}
         and s.ended_at is null
         and s.expires_at > clock_timestamp())`;
  }
  return sql`exists (
    select 1
      from api_tokens t
     where t.workspace_id = ${caller.workspace_id}
       and t.id = ${caller.token.id}
       and t.user_id = ${caller.user_id}
       and t.revoked_at is null
       and (t.expires_at is null or t.expires_at > clock_timestamp()))`;
}

/** Whether somebody has signed in to this account from this address or network, as long as that is kept. */
export async function knowsAddress(
  db: Queryable,
  { email, network }: { email: string; network: string },
): Promise<boolean> {
  if (network === "unknown") return false;
  const [row] = await db.query(sql<{ is_known: boolean }>`
    select exists (
      select 1
        from users u
        join sessions s on s.user_id = u.id
       where lower(u.email) = lower(${email})
         and s.address::inet <<= ${network}::inet) as is_known`);
  return row?.is_known === true;
}
