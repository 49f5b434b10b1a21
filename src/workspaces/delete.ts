import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import { setWorkspaceDeleted } from "./queries.ts";

/**
 * Marks the workspace as deleted. Its row and all member rows are locked: writes in progress end
 * first, and those that wait then find no workspace. The rows remain, so that it can be restored.
 */
export async function deleteWorkspace(tx: Tx, context: WorkspaceContext): Promise<void> {
  const { id, name } = await setWorkspaceDeleted(tx, context.workspace_id, true);
  recordEvent(tx, context, {
    type: "workspace.deleted",
    subject: { type: "workspace", id },
    data: { name },
  });
}
