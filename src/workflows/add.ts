import type { WorkspaceContext } from "../auth/workspace-context.ts";
import { requireRoom } from "../contract/require-room.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import { limits } from "../limits.ts";
import { createWorkflow } from "./create.ts";
import { countWorkflows } from "./queries.ts";
import { readWorkflow } from "./read.ts";
import type { Workflow, WorkflowDraft } from "./workflow.ts";

/**
 * Adds a workflow to a workspace. Its initial status is the first one. `validateDraft` must have
 * found no error. Throws `limit_reached`.
 */
export async function addWorkflow(
  tx: Tx,
  context: WorkspaceContext,
  validated: Pick<WorkflowDraft, "name" | "statuses" | "transitions">,
): Promise<Workflow> {
  const limit = limits.workflows_of_workspace;
  await requireRoom(tx, countWorkflows(context.workspace_id), { limit, things: "workflows" });
  const [first] = validated.statuses;
  if (!first) throw new Error("A workflow without a status passed validation.");
  const draft: WorkflowDraft = { ...validated, initial_status: first.status };
  const id = await createWorkflow(tx, context, draft);
  recordEvent(tx, context, {
    type: "workflow.created",
    subject: { type: "workflow", id },
    data: { ...draft },
  });
  return await readWorkflow(tx, context, id);
}
