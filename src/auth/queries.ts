import type { Queryable } from "../db/pool.ts";
import { prepared, type Sql, sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import type { Role } from "./permissions.ts";
import type { LockedMember, Principal, TokenPrincipal } from "./workspace-context.ts";

/** The caller's standing in a workspace, read as one: absent when the workspace is not theirs to see. */
export interface MembershipStatus {
  role: Role;
  require_if_match: boolean;
  credential_is_live: boolean;
}

export function readMembership(workspace_id: string, principal: Principal): Sql<MembershipStatus> {
  return prepared(sql<MembershipStatus>`
    select m.role, w.require_if_match, ${credentialIsLive(principal)} as credential_is_live
      from members m
      join workspaces w on w.id = m.workspace_id
     where m.workspace_id = ${workspace_id}
       and m.user_id = ${principal.user_id}
       and m.removed_at is null
       and w.deleted_at is null`);
}

/**
 * The same statement, of which nothing is done, read or locked where it is not asked by a member with one of
 * these roles: for who is none, what exists takes as long as what does not.
 */
export function restrictToRoles<Row>(
  {
    workspace_id,
    user_id,
    roles,
  }: { workspace_id: string; user_id: string; roles: readonly Role[] },
  statement: Sql<Row>,
): Sql<Row> {
  const guarded = sql<Row>`
    select guarded.*
      from (${statement}) guarded
     where exists (
             select 1
               from members m
              where m.workspace_id = ${workspace_id}
                and m.user_id = ${user_id}
                and m.removed_at is null
                and m.role = any(${roles}::text[]))`;
  return statement.name === undefined ? guarded : prepared(guarded);
}

export async function isCredentialLive(db: Queryable, principal: Principal): Promise<boolean> {
  const [row] = await db.query(
    sql<{ is_live: boolean }>`select ${credentialIsLive(principal)} as is_live`,
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
): Sql<LockedMember> {
  const lock = { "for share": sql`for share`, "for no key update": sql`for no key update` }[
    strength
  ];
  return prepared(sql<LockedMember>`
    select m.user_id, m.role, m.kind, m.removed_at
      from members m
     where m.workspace_id = ${workspace_id}
       and m.user_id = any(${user_ids}::uuid[])
     order by m.user_id
       ${lock}`);
}

export async function lockAllMembers(tx: Tx, workspace_id: string): Promise<LockedMember[]> {
  return await tx.query(sql<LockedMember>`
    select m.user_id, m.role, m.kind, m.removed_at
      from members m
     where m.workspace_id = ${workspace_id}
     order by m.user_id
       for no key update`);
}

/** What a write needs to know beside the locked rows; read after them, so that it is what they guard. */
export function readMembershipStatus(
  workspace_id: string,
  principal: Principal,
): Sql<{ require_if_match: boolean; credential_is_live: boolean }> {
  return prepared(sql`
    select w.require_if_match, ${credentialIsLive(principal)} as credential_is_live
      from workspaces w
     where w.id = ${workspace_id}
       and w.deleted_at is null`);
}

/** Who calls by the API token with this hash, where it is live; whatever the workspace, which it says. */
export async function findTokenPrincipal(
  db: Queryable,
  hash: Buffer,
): Promise<TokenPrincipal | undefined> {
  const [row] = await db.query(sql<
    Omit<TokenPrincipal, "kind" | "token"> & TokenPrincipal["token"]
  >`
    select t.workspace_id, t.user_id, t.id, t.name, t.scopes
      from api_tokens t
     where t.hash = ${hash}
       and ${tokenIsLive}`);
  if (!row) return undefined;
  const { workspace_id, user_id, id, name, scopes } = row;
  return { kind: "token", workspace_id, user_id, token: { id, name }, scopes };
}

/**
 * Notes when tokens were used, for all of a process at once. By the database's clock; in the order in which
 * whoever ends several tokens holds them.
 */
export async function setTokensUsed(
  db: Queryable,
  uses: readonly { workspace_id: string; id: string; ms_ago: number }[],
): Promise<void> {
  await db.query(sql`
    with used as materialized (
      select t.workspace_id, t.id, u.ms_ago
        from unnest(${uses.map(({ workspace_id }) => workspace_id)}::uuid[],
                    ${uses.map(({ id }) => id)}::uuid[],
                    ${uses.map(({ ms_ago }) => ms_ago)}::double precision[]) as u (workspace_id, id, ms_ago)
        join api_tokens t on t.workspace_id = u.workspace_id and t.id = u.id
       order by t.workspace_id, t.id
         for no key update of t
    )
    update api_tokens t
       set last_used_at = greatest(t.last_used_at, clock_timestamp() - used.ms_ago * interval '1 ms')
      from used
     where t.workspace_id = used.workspace_id
       and t.id = used.id`);
}

const tokenIsLive = sql`t.revoked_at is null and (t.expires_at is null or t.expires_at > clock_timestamp())`;

/** Whether the session, or the token, that the caller showed is still good. */
function credentialIsLive(principal: Principal): Sql {
  if (principal.kind === "session") {
    return sql`exists (
      select 1
        from sessions s
       where s.id = ${principal.session_id}
         and s.user_id = ${principal.user_id}
         and s.ended_at is null
         and s.expires_at > clock_timestamp())`;
  }
  return sql`exists (
    select 1
      from api_tokens t
     where t.workspace_id = ${principal.workspace_id}
       and t.id = ${principal.token.id}
       and t.user_id = ${principal.user_id}
       and ${tokenIsLive})`;
}

/** Whether somebody has signed in to this account from this address or network, as long as that is kept. */
export async function isKnownNetwork(
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
         and s.ip_address::inet <<= ${network}::inet) as is_known`);
  return row?.is_known === true;
}
