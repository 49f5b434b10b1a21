import type { WorkflowDraft, WorkflowStep } from "./workflow.ts";

const statuses: WorkflowDraft["statuses"] = [
  { status: "open", category: "todo" },
  { status: "in_progress", category: "doing" },
  { status: "resolved", category: "done" },
  { status: "closed", category: "done" },
];

const straightLine = [
  step("open", "in_progress"),
  step("in_progress", "resolved"),
  step("resolved", "closed"),
];

/** The strict line: no step back, no short cut. Every project has it unless it asks for another. */
export const standard: WorkflowDraft = {
  name: "standard",
  initial_status: "open",
  statuses,
  steps: straightLine,
};

/** The same line with ways back, which a reason explains, and an early end, which a resolution explains. */
export const reopenable: WorkflowDraft = {
  name: "reopenable",
  initial_status: "open",
  statuses,
  steps: [
    ...straightLine,
    step("in_progress", "open"),
    step("resolved", "in_progress"),
    step("closed", "open", { permission: "ticket:reopen", reason_required: true }),
    step("open", "closed", { resolution_required: true }),
    step("in_progress", "closed", { resolution_required: true }),
  ],
};

function step(from: string, to: string, rules: Partial<WorkflowStep> = {}): WorkflowStep {
  return {
    from,
    to,
    permission: "ticket:transition",
    reason_required: false,
    resolution_required: false,
    ...rules,
  };
}
