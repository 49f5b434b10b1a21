import type { z } from "zod";
import type { Workflow as WorkflowSchema } from "./schemas.ts";

/** A workflow. It never changes; its statuses are in order. */
export type Workflow = z.output<typeof WorkflowSchema>;

/** A status of a workflow. Its category says what it means to a client that does not know the status. */
export type WorkflowStatus = Workflow["statuses"][number];

export type WorkflowTransition = Workflow["transitions"][number];

export type WorkflowDraft = Omit<Workflow, "id" | "workspace_id" | "created_at">;

export function transitionsFrom(workflow: Workflow, status: string): WorkflowTransition[] {
  return workflow.transitions.filter(({ from }) => from === status);
}

export function categoryOf(workflow: Workflow, status: string): WorkflowStatus["category"] {
  const found = workflow.statuses.find((candidate) => candidate.status === status);
  if (!found) throw new Error(`The workflow ${workflow.id} has no status ${status}.`);
  return found.category;
}
