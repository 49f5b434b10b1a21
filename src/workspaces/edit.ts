import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import { setWorkspaceFields, type Workspace, type WorkspaceFields } from "./queries.ts";
import { readWorkspace } from "./read.ts";

/** Changes the fields of the locked workspace that the patch names. */
export async function editWorkspace(
  tx: Tx,
  context: WorkspaceContext,
  patch: Partial<WorkspaceFields>,
): Promise<Workspace> {
  const workspace = await readWorkspace(tx, context);
  const fields = Object.keys(patch) as (keyof WorkspaceFields)[];
  const changed = fields.filter((field) => patch[field] !== workspace[field]);
  if (changed.length === 0) return workspace;

  const edited = await setWorkspaceFields(tx, workspace.id, patch);
  recordEvent(tx, context, {
    type: "workspace.updated",
    subject: { type: "workspace", id: workspace.id },
    data: {
      changes: Object.fromEntries(
        changed.map((field) => [field, { from: workspace[field], to: edited[field] }]),
      ),
    },
  });
  return edited;
}
