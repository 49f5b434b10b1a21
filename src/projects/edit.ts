import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import { checkStatusesInUse, requireWorkflow } from "./check-workflow.ts";
import { lockProjectForChange } from "./lock-project.ts";
import type { ProjectRef } from "./project-ref.ts";
import { type Project, setProjectFields } from "./queries.ts";
import { requireActiveProject } from "./require-active.ts";

const editableFields = ["name", "workflow_id"] as const;
type EditableField = (typeof editableFields)[number];

/**
 * Changes the fields that the patch names; equal values are not changes. Only a new workflow
 * affects the tickets, so only that waits for commands in progress on them. Throws `not_found`,
 * `project_archived`, `unknown_workflow`, `status_in_use`.
 */
export async function editProject(
  tx: Tx,
  context: WorkspaceContext,
  ref: ProjectRef,
  patch: { [Field in EditableField]?: Project[Field] | undefined },
): Promise<Project> {
  const strength = patch.workflow_id === undefined ? "for no key update" : "for update";
  const project = await lockProjectForChange(tx, context, ref, strength);
  requireActiveProject(project);

  const { name = project.name, workflow_id = project.workflow_id } = patch;
  const requested = { name, workflow_id };
  const changed = editableFields.filter((field) => requested[field] !== project[field]);
  if (changed.length === 0) return project;
  if (changed.includes("workflow_id")) {
    await requireWorkflow(tx, context.workspace_id, workflow_id);
    await checkStatusesInUse(tx, project, workflow_id);
  }

  const edited = await setProjectFields(tx, project, requested);
  recordEvent(tx, context, {
    type: "project.updated",
    subject: { type: "project", id: project.id },
    data: {
      key: project.key,
      changes: Object.fromEntries(
        changed.map((field) => [field, { from: project[field], to: edited[field] }]),
      ),
    },
  });
  return edited;
}
