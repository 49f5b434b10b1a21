import type { Principal, WorkspaceContext } from "../auth/workspace-context.ts";
import { readKeysetPage } from "../contract/keyset-page.ts";
import type { Page } from "../contract/page.ts";
import type { Cursors } from "../db/cursor.ts";
import type { Queryable } from "../db/pool.ts";
import { Problem } from "../problems.ts";
import { findWorkspace, listWorkspacesOf, type Workspace } from "./queries.ts";

/** Reads the workspace. Throws `not_found` if it was deleted after authorization. */
export async function readWorkspace(
  db: Queryable,
  { workspace_id }: Pick<WorkspaceContext, "workspace_id">,
): Promise<Workspace> {
  const workspace = await findWorkspace(db, workspace_id);
  if (!workspace) throw new Problem("not_found", "No such workspace exists.");
  return workspace;
}

/**
 * A page of the user's workspaces, newest first; or of those that they can restore. Throws `invalid_request` for a cursor of another
 * list.
 */
export async function listWorkspaces(
  db: Queryable,
  { user_id }: Principal,
  {
    cursors,
    deleted,
    ...page
  }: {
    cursors: Cursors;
    deleted: "true" | "false";
    cursor?: string | undefined;
    limit: number;
  },
): Promise<Page<Workspace>> {
  const binding = ["workspaces", 1, user_id, deleted];
  return await readKeysetPage(cursors, { binding, ...page }, (range) =>
    listWorkspacesOf(db, user_id, { is_deleted: deleted === "true", ...range }),
  );
}
