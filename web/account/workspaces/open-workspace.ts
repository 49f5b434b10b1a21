import type { Membership } from "../../../client/index.ts";
import { navigate, paths } from "../../routes.ts";
import { chooseWorkspace } from "../../store/workspace/chosen.ts";
import { loadMemberships, me, slugOf, workspace } from "../../store/workspace.ts";

/**
 * Goes to one of the person's workspaces, even if another one of theirs has the same slug. `path` is a
 * page of it.
 */
export function goToWorkspace(
  membership: Membership,
  path = paths.myWork(slugOf(membership)),
): void {
  chooseWorkspace(membership);
  const shown = workspace.peek();
  const isNamesakeShown =
    shown?.slug === slugOf(membership) && shown.id !== membership.workspace_id;
  // A namesake has the same address, at which the app would stay with the workspace that it shows.
  if (isNamesakeShown) location.assign(path);
  else navigate(path);
}

/** Opens a workspace that the person has just joined. */
export async function openWorkspace(id: string): Promise<void> {
  await loadMemberships();
  const joined = me.peek()?.memberships.find(({ workspace_id }) => workspace_id === id);
  if (joined) goToWorkspace(joined);
  else navigate(paths.home());
}
