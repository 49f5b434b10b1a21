import type { CursorKeys } from "../db/cursor.ts";
import type { Queryable } from "../db/pool.ts";
import { join, type Sql, sql } from "../db/sql.ts";
import { type InvitedRow, invitedColumns } from "./invitations/invitation-queries.ts";
import { columns } from "./queries.ts";
import type { MemberState } from "./schemas.ts";

export interface MemberListing {
  workspace_id: string;
  /** In alphabetical order, which is the order of the list. */
  states: readonly MemberState[];
  /** State, time and ID of the last row of the previous page; undefined for the first page. */
  after: CursorKeys | undefined;
  limit: number;
}

export interface ListedMember {
  member: InvitedRow;
  keys: CursorKeys;
}

/** Members by state, oldest first in each: one limited range per state, merged in one statement. */
export async function listMembersBy(
  db: Queryable,
  listing: MemberListing,
): Promise<ListedMember[]> {
  const { states, after, limit } = listing;
  const remaining = states.filter((state) => !after || state >= (after[0] ?? ""));
  const ranges = remaining.map((state) => writers[state](listing));
  if (ranges.length === 0) return [];
  const rows = await db.query(sql<InvitedRow & { key: string; place: MemberState }>`
    select l.workspace_id, l.user_id, l.handle, l.name, l.email, l.role, l.kind, l.state,
           l.invitation_id, l.created_at, l.expires_at, l.token_nonce, l.token_hash, l.place,
           l.created_at::text as key
      from (${join(ranges, " union all ")}) l
     order by l.place, l.created_at, coalesce(l.user_id, l.invitation_id)
     limit ${limit}`);
  return rows.map(({ key, place, ...member }) => ({
    member,
    keys: [place, key, member.user_id ?? member.invitation_id],
  }));
}

const writers: Record<MemberState, (listing: MemberListing) => Sql> = {
  active: (listing) => memberRange(listing, "active"),
  invited: ({ workspace_id, after, limit }) => sql`
    (select ${invitedColumns}, 'invited' as place
       from invitations i
      where i.workspace_id = ${workspace_id}
        ${beyond(after, "invited", sql`i.created_at, i.id`)}
      order by i.created_at, i.id
      limit ${limit})`,
  removed: (listing) => memberRange(listing, "removed"),
};

function memberRange(
  { workspace_id, after, limit }: MemberListing,
  state: "active" | "removed",
): Sql {
  const ended = state === "removed" ? sql`is not null` : sql`is null`;
  return sql`
    (select ${columns}, null::uuid as token_nonce, null::bytea as token_hash,
            ${state} as place
       from members m
       join users u on u.id = m.user_id
      where m.workspace_id = ${workspace_id}
        and m.removed_at ${ended}
        ${beyond(after, state, sql`m.created_at, m.user_id`)}
      order by m.created_at, m.user_id
      limit ${limit})`;
}

/** Only the state in which the previous page ended continues after its keys. */
function beyond(after: CursorKeys | undefined, state: MemberState, keys: Sql): Sql {
  const [last, created_at = null, id = null] = after ?? [];
  if (last !== state) return sql``;
  return sql`and (${keys}) > (${created_at}::timestamptz, ${id}::uuid)`;
}
