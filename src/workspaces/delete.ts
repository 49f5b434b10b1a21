import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import { setWorkspaceDeleted } from "./queries.ts";

/**
 * Deletes the workspace, whose row and members the scope holds: writes that are under way end first, and
 * those that wait find nothing. Its rows stay.
 */
export async function deleteWorkspace(tx: Tx, context: WorkspaceContext): Promise<void> {
  const { id, name } = await setWorkspaceDeleted(tx, context.workspace_id);
  recordEvent(tx, context, {
    type: "workspace.deleted",
    subject: { type: "workspace", id },
    data: { name },
  });
}
