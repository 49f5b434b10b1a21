import type { WorkflowDraft, WorkflowTransition } from "./workflow.ts";

const statuses: WorkflowDraft["statuses"] = [
  { status: "open", category: "todo" },
  { status: "in_progress", category: "doing" },
  { status: "resolved", category: "done" },
  { status: "closed", category: "done" },
];

const straightLine = [
  transition("open", "in_progress"),
  transition("in_progress", "resolved"),
  transition("resolved", "closed"),
];

/** Strictly linear: no transition leads back or skips a status. The default of every project. */
export const standard: WorkflowDraft = {
  name: "standard",
  initial_status: "open",
  statuses,
  transitions: straightLine,
};

/** The same line, plus ways back that need a reason, and early ends that need a resolution. */
export const reopenable: WorkflowDraft = {
  name: "reopenable",
  initial_status: "open",
  statuses,
  transitions: [
    ...straightLine,
    transition("in_progress", "open"),
    transition("resolved", "in_progress"),
    transition("closed", "open", { permission: "ticket:reopen", reason_required: true }),
    transition("open", "closed", { resolution_required: true }),
    transition("in_progress", "closed", { resolution_required: true }),
  ],
};

function transition(
  from: string,
  to: string,
  rules: Partial<WorkflowTransition> = {},
): WorkflowTransition {
  return {
    from,
    to,
    permission: "ticket:transition",
    reason_required: false,
    resolution_required: false,
    ...rules,
  };
}
