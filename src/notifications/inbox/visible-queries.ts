import type { Principal } from "../../auth/workspace-context.ts";
import { type Sql, sql } from "../../db/sql.ts";

/** Whose inbox, and which part of it: one workspace, or everything. */
export interface InboxScope {
  user_id: string;
  workspace_id: string | undefined;
}

/** What a principal may see of their inbox. An API token belongs to one workspace. */
export function inboxScope(
  principal: Principal,
  workspace_id: string | undefined = undefined,
): InboxScope {
  const own = principal.kind === "token" ? principal.workspace_id : undefined;
  return { user_id: principal.user_id, workspace_id: workspace_id ?? own };
}

/**
 * Where the person is a member now, as `m`: the workspaces and their names. This is read
 * with every page, so a removal hides the workspace at once, and coming back shows it again.
 */
export function activeMemberships({ user_id, workspace_id }: InboxScope): Sql {
  const isOne = workspace_id === undefined ? sql`` : sql`and a.workspace_id = ${workspace_id}`;
  return sql`(
    select a.workspace_id, w.name
      from members a
      join workspaces w on w.id = a.workspace_id
     where a.user_id = ${user_id}
       and a.removed_at is null
       and w.deleted_at is null
       ${isOne}) m`;
}

/** Whether the scope includes notices that belong to no workspace. */
export function hasPersonal({ workspace_id }: InboxScope): boolean {
  return workspace_id === undefined;
}

/** Whether a notification `n` with its ticket `t` and project `p` is shown: not if the ticket is deleted. */
export function isShown({ includes_archived }: { includes_archived: boolean }): Sql {
  const isActive = includes_archived ? sql`` : sql`and p.archived_at is null`;
  return sql`(n.ticket_id is null or t.deleted_at is null ${isActive})`;
}
