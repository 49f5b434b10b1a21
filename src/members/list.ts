import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Page } from "../contract/page.ts";
import type { Cursors } from "../db/cursor.ts";
import type { Queryable } from "../db/pool.ts";
import { limits } from "../limits.ts";
import { foldName } from "../text/fold.ts";
import type { InvitedRow } from "./invitations/invitation-queries.ts";
import { type LinkConfig, withLink } from "./invitations/invitation-token.ts";
import { listMembersBy } from "./list-queries.ts";
import { findMembersByPrefix } from "./names/queries.ts";
import type { Member, MemberState } from "./schemas.ts";

/**
 * A page of the members, then of the invitations; or of one state only. Who may not manage members
 * sees neither invitations nor the addresses of others. With `q`, the active members whose name or
 * handle begins with it, in one page. Throws `invalid_request` for a cursor of
 * another list.
 */
export async function listMembers(
  db: Queryable,
  { workspace_id, actor }: WorkspaceContext,
  { cursors, config, isPerson }: { cursors: Cursors; config: LinkConfig; isPerson: boolean },
  query: {
    q?: string | undefined;
    state?: MemberState | undefined;
    cursor?: string | undefined;
    limit: number;
  },
): Promise<Page<Member>> {
  const { q, state, cursor, limit } = query;
  const isManager = actor.may("member:manage");
  const show = (row: InvitedRow): Member => {
    const member = withLink(row, config);
    // A link in the hands of an API token would let it join as a person, who outlives it.
    if (!isPerson) member.link = null;
    return isManager || member.user_id === actor.id ? member : { ...member, email: null };
  };
  if (q !== undefined) {
    const search = {
      workspace_id,
      prefix: prefixOf(q),
      limit: Math.min(limit, limits.members_found),
    };
    const found = await db.query(findMembersByPrefix(search));
    return { data: found.map(show), next_cursor: null };
  }
  const asked: readonly MemberState[] = state ? [state] : ["active", "invited"];
  const states = asked.filter((each) => isManager || each !== "invited");
  const binding = JSON.stringify(["members", 1, workspace_id, states]);
  const after = cursor === undefined ? undefined : cursors.open(binding, cursor);
  const rows = await listMembersBy(db, { workspace_id, states, after, limit: limit + 1 });
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    data: rows.slice(0, limit).map(({ member }) => show(member)),
    next_cursor: last ? cursors.seal(binding, last.keys) : null,
  };
}

/** In the form in which names are compared, without the `@` that people write before a handle. */
function prefixOf(q: string): string {
  return foldName(q.replace(/^@/, ""));
}
