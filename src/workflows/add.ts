import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import { createWorkflow } from "./create.ts";
import { readWorkflow } from "./read.ts";
import type { Workflow, WorkflowDraft } from "./workflow.ts";

/**
 * Adds a workflow to a workspace. Its initial status is the first one. `validateDraft` must have
 * found no error.
 */
export async function addWorkflow(
  tx: Tx,
  context: WorkspaceContext,
  validated: Pick<WorkflowDraft, "name" | "statuses" | "transitions">,
): Promise<Workflow> {
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
