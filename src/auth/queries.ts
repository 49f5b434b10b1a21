import { closeGateUnless } from "../db/gate.ts";
import type { Queryable } from "../db/pool.ts";
import { join, prepared, type Sql, sql } from "../db/sql.ts";
import { limits } from "../limits.ts";
import { closestTo, isAccountOf } from "./email-queries.ts";
import type { Role } from "./permissions.ts";
import type { LockedMember, Principal, TokenPrincipal } from "./workspace-context.ts";

/** A principal's role in a workspace. Without a role, the workspace does not exist for them. */
export interface MembershipStatus {
  role: Role | null;
  require_if_match: boolean;
  credential_is_live: boolean;
}

/**
 * Reads the principal's role, and closes the gate (src/db/gate.ts) to the statements after it
 * unless the role is one of `roles` and the session or API token is live.
 */
export function readMembershipStatus({
  workspace_id,
  principal,
  roles,
}: {
  workspace_id: string;
  principal: Principal;
  roles: readonly Role[];
}): Sql<MembershipStatus> {
  return prepared(sql<MembershipStatus>`
    select member.role, coalesce(member.require_if_match, false) as require_if_match,
           credential.is_live as credential_is_live,
           ${closeGateUnless(sql`
             credential.is_live and member.role = any(${roles}::text[])`)} as gate
      from (select ${credentialIsLive(principal)} as is_live) credential
      left join (
             select m.role, w.require_if_match
               from members m
               join workspaces w on w.id = m.workspace_id
              where m.workspace_id = ${workspace_id}
                and m.user_id = ${principal.user_id}
                and m.removed_at is null
                and w.deleted_at is null) member on true`);
}

/** Reads whether the session or API token is live, and closes the gate if it is not. */
export function readCredentialStatus(principal: Principal): Sql<{ credential_is_live: boolean }> {
  return prepared(sql<{ credential_is_live: boolean }>`
    select credential.is_live as credential_is_live,
           ${closeGateUnless(sql`credential.is_live`)} as gate
      from (select ${credentialIsLive(principal)} as is_live) credential`);
}

/**
 * Locks the workspace against any other change of it or of its members. The lock must not be
 * stronger: a command that shares a member row and then inserts a label would wait for it through
 * its foreign key, and the two would deadlock.
 */
export function lockWorkspace(workspace_id: string): Sql<{ id: string }> {
  return prepared(sql<{ id: string }>`
    select w.id
      from workspaces w
     where w.id = ${workspace_id}
       for no key update`);
}

/**
 * Locks member rows in the one order that every command uses: a removal or change of role waits for
 * all commands that share the row, and later commands see its result. Up to two IDs are compared
 * with `in`: for `= any(…)` PostgreSQL estimates ten members, and would plan the statement anew
 * each time.
 */
export function lockMembers(
  workspace_id: string,
  user_ids: readonly string[],
  strength: "for share" | "for no key update",
): Sql<LockedMember> {
  const lock = { "for share": sql`for share`, "for no key update": sql`for no key update` };
  const isOne =
    user_ids.length <= 2
      ? sql`m.user_id in (${join(
          user_ids.map((id) => sql`${id}`),
          ", ",
        )})`
      : sql`m.user_id = any(${user_ids}::uuid[])`;
  return prepared(sql<LockedMember>`
    select m.user_id, m.role, m.kind, m.removed_at
      from members m
     where m.workspace_id = ${workspace_id}
       and ${isOne}
     order by m.user_id
       ${lock[strength]}`);
}

export function lockAllMembers(workspace_id: string): Sql<LockedMember> {
  return sql<LockedMember>`
    select m.user_id, m.role, m.kind, m.removed_at
      from members m
     where m.workspace_id = ${workspace_id}
     order by m.user_id
       for no key update`;
}

/** The principal of the live API token with this hash, and its workspace. */
export async function findTokenPrincipal(
  db: Queryable,
  hash: Buffer,
): Promise<TokenPrincipal | undefined> {
  const [row] = await db.query(sql<
    Pick<TokenPrincipal, "workspace_id" | "user_id" | "scopes"> & TokenPrincipal["token"]
  >`
    select t.workspace_id, t.user_id, t.id, t.name, t.scopes
      from api_tokens t
     where t.hash = ${hash}
       and ${tokenIsLive}`);
  if (!row) return undefined;
  const { workspace_id, user_id, id, name, scopes } = row;
  return { kind: "token", workspace_id, user_id, token: { id, name }, scopes, expires_at: null };
}

/**
 * Stores when tokens were used, by the database's clock. Locks the tokens in the same order as
 * commands that revoke several.
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
                    ${uses.map(({ ms_ago }) => ms_ago)}::double precision[])
               as u (workspace_id, id, ms_ago)
        join api_tokens t on t.workspace_id = u.workspace_id and t.id = u.id
       order by t.workspace_id, t.id
         for no key update of t
    )
    update api_tokens t
       set last_used_at = greatest(t.last_used_at,
                                   clock_timestamp() - used.ms_ago * interval '1 ms')
      from used
     where t.workspace_id = used.workspace_id
       and t.id = used.id`);
}

const tokenIsLive = sql`
  t.revoked_at is null and (t.expires_at is null or t.expires_at > clock_timestamp())`;

/** Whether the principal's session or API token is live. */
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

/**
 * Whether somebody has signed in to the account `u` from this address or network, as far as its
 * latest sessions say.
 */
export function isSignedInFrom(network: string): Sql {
  return sql`exists (
    select 1
      from (select s.ip_address
              from sessions s
             where s.user_id = u.id
             order by s.created_at desc, s.id desc
             limit ${limits.sessions_remembered}) latest
     where split_part(latest.ip_address, '%', 1)::inet <<= ${network === "unknown" ? null : network}::inet)`;
}

/** Whether somebody has signed in to the account with this address from this network. */
export async function isKnownNetwork(
  db: Queryable,
  { email, network }: { email: string; network: string },
): Promise<boolean> {
  const [row] = await db.query(sql<{ is_known: boolean }>`
    select ${isSignedInFrom(network)} as is_known
      from users u
     where ${isAccountOf(email)}
     order by ${closestTo(email)}
     limit 1`);
  return row?.is_known === true;
}

/** Stores that the client has received the tokens of this generation. Nothing changes if it is stored. */
export function setReceivedGeneration(session_id: string, generation: number): Sql {
  return sql`
    update sessions s
       set received_generation = ${generation}
     where s.id = ${session_id}
       and s.received_generation < ${generation}`;
}
