import type { Permission } from "../auth/permissions.ts";

export const categories = ["todo", "doing", "done"] as const;
export const stepPermissions = [
  "ticket:transition",
  "ticket:reopen",
] as const satisfies Permission[];

/** A status of a workflow; its category says what it means to a person who does not know the word. */
export interface WorkflowStatus {
  status: string;
  category: (typeof categories)[number];
}

export interface WorkflowStep {
  from: string;
  to: string;
  permission: (typeof stepPermissions)[number];
  reason_required: boolean;
  resolution_required: boolean;
}

/** The rule of a project's tickets. It never changes once it is made; statuses stand in their order. */
export interface Workflow {
  id: string;
  workspace_id: string;
  name: string;
  initial_status: string;
  statuses: WorkflowStatus[];
  steps: WorkflowStep[];
  created_at: string;
}

export type WorkflowDraft = Omit<Workflow, "id" | "workspace_id" | "created_at">;

export function stepsFrom(workflow: Workflow, status: string): WorkflowStep[] {
  return workflow.steps.filter(({ from }) => from === status);
}

export function categoryOf(workflow: Workflow, status: string): WorkflowStatus["category"] {
  const found = workflow.statuses.find((candidate) => candidate.status === status);
  if (!found) throw new Error(`The workflow ${workflow.id} has no status ${status}.`);
  return found.category;
}
