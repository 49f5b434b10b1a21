import { navigate, paths } from "../../routes.ts";
import { loadMemberships, me, slugOf } from "../../store/workspace.ts";

/** Opens a workspace that the person has just joined. */
export async function openWorkspace(id: string): Promise<void> {
  await loadMemberships();
  const joined = me.peek()?.memberships.find(({ workspace_id }) => workspace_id === id);
  navigate(joined ? paths.myWork(slugOf(joined)) : paths.home());
}
