import { randomUUIDv7 } from "node:crypto";
import type { Tx } from "../db/transaction.ts";
import { insertStatuses, insertTransitions, insertWorkflow } from "./queries.ts";
import type { WorkflowDraft } from "./workflow.ts";

/**
 * Inserts a workflow with its statuses and transitions, and returns its ID. A workflow never
 * changes.
 */
export async function createWorkflow(
  tx: Tx,
  { workspace_id }: { workspace_id: string },
  draft: WorkflowDraft,
): Promise<string> {
  const key = { workspace_id, id: randomUUIDv7() };
  await tx.batch([
    insertWorkflow(key, draft),
    insertStatuses(key, draft.statuses),
    ...(draft.transitions.length > 0 ? [insertTransitions(key, draft.transitions)] : []),
  ]);
  return key.id;
}
