import type { Scope } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import { createWorkflow } from "./create.ts";
import { readWorkflow } from "./read.ts";
import type { Workflow, WorkflowDraft } from "./workflow.ts";

/**
 * Adds a workflow to those that the workspace was born with; tickets begin in its first status. The draft
 * is sound: `draftFaults` has found nothing.
 */
export async function addWorkflow(
  tx: Tx,
  scope: Scope,
  sound: Pick<WorkflowDraft, "name" | "statuses" | "steps">,
): Promise<Workflow> {
  const [first] = sound.statuses;
  if (!first) throw new Error("A workflow without a status has passed its schema.");
  const draft: WorkflowDraft = { ...sound, initial_status: first.status };
  const id = await createWorkflow(tx, scope, draft);
  recordEvent(tx, scope, {
    type: "workflow.created",
    subject: { type: "workflow", id },
    data: { ...draft },
  });
  return await readWorkflow(tx, scope, id);
}
