import type { BackfillCount, BackfillRange } from "../../backfill/backfill.ts";
import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { foldName } from "../../text/fold.ts";
import type { InvitedRow } from "../invitations/invitation-queries.ts";
import { columns, type MemberKey } from "../queries.ts";

/**
 * Active members whose name or handle begins with a folded text. Who has exactly this handle comes
 * first, then by name. Each of two indexes is read for one row per row of the result.
 */
export function findMembersByPrefix({
  workspace_id,
  prefix,
  limit,
}: {
  workspace_id: string;
  prefix: string;
  limit: number;
}): Sql<InvitedRow> {
  const beginning = (column: Sql) => sql`
    (select m.user_id
       from members m
      where m.workspace_id = ${workspace_id}
        and m.removed_at is null
        and ${column} >= ${prefix}
        and ${column} < ${`${prefix}\u{10ffff}`}
      order by ${column}
      limit ${limit})`;
  return sql<InvitedRow>`
    with found as materialized (
      ${beginning(sql`m.name_key`)}
      union
      ${beginning(sql`m.handle`)}
    )
    select member.workspace_id, member.user_id, member.handle, member.name, member.email,
           member.role, member.kind, member.state, member.invitation_id, member.created_at,
           member.expires_at, member.link, null::uuid as token_nonce, null::bytea as token_hash
      from found f
     cross join lateral (
             select ${columns}, m.name_key
               from members m
               join users u on u.id = m.user_id
              where m.workspace_id = ${workspace_id}
                and m.user_id = f.user_id
              limit 1) member
     order by member.handle = ${prefix} desc, member.name_key, member.handle
     limit ${limit}`;
}

/** Changes the name by which a user is found, in every workspace that has them as an active member. */
export function setMemberNames(user_id: string, name: string): Sql {
  return sql`
    update members m
       set name_key = ${foldName(name)}
     where m.user_id = ${user_id}
       and m.removed_at is null`;
}

export interface MemberWithName extends MemberKey {
  name: string;
  /** Whether the member is active and lacks the key of the name. */
  is_left: boolean;
}

/** The next members, whether or not they have the key of their name. */
export function listMembersToFill({ after, limit }: BackfillRange): Sql<MemberWithName> {
  return sql<MemberWithName>`
    select m.workspace_id, m.user_id, u.name, ${isLeft} as is_left
      from members m
      join users u on u.id = m.user_id
     ${afterMember(after)}
     order by m.workspace_id, m.user_id
     limit ${limit}
       for no key update of m`;
}

export function countMembersToFill({ after, limit }: BackfillRange): Sql<BackfillCount> {
  return sql<BackfillCount>`
    with next as materialized (
      select m.workspace_id, m.user_id, ${isLeft} as is_left
        from members m
       ${afterMember(after)}
       order by m.workspace_id, m.user_id
       limit ${limit}
    )
    select count(*)::integer as rows, (count(*) filter (where n.is_left))::integer as left,
           max(array[n.workspace_id::text, n.user_id::text]) as last
      from next n`;
}

export async function setNameKeys(
  tx: Tx,
  members: readonly (MemberKey & { key: string })[],
): Promise<void> {
  await tx.query(sql`
    update members m
       set name_key = x.key
      from unnest(${members.map(({ workspace_id }) => workspace_id)}::uuid[],
                  ${members.map(({ user_id }) => user_id)}::uuid[],
                  ${members.map(({ key }) => key)}::text[]) as x (workspace_id, user_id, key)
     where m.workspace_id = x.workspace_id
       and m.user_id = x.user_id`);
}

const isLeft = sql`m.removed_at is null and m.name_key is null`;

function afterMember(after: BackfillRange["after"]): Sql {
  if (!after) return sql``;
  const [workspace_id = "", user_id = ""] = after;
  return sql`where (m.workspace_id, m.user_id) > (${workspace_id}::uuid, ${user_id}::uuid)`;
}
