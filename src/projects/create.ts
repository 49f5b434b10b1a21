import { randomUUIDv7 } from "node:crypto";
import type { WorkspaceContext } from "../auth/workspace-context.ts";
import { requireRoom } from "../contract/require-room.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import { limits } from "../limits.ts";
import { Problem } from "../problems.ts";
import { standard } from "../workflows/built-in.ts";
import { findOldestWorkflow } from "../workflows/queries.ts";
import { requireWorkflow } from "./check-workflow.ts";
import { countProjects, findProject, insertProject, type Project } from "./queries.ts";

/**
 * Creates a project, with the workflow `standard` by default. Throws `project_key_taken`,
 * `unknown_workflow`, `limit_reached`.
 */
export async function createProject(
  tx: Tx,
  context: WorkspaceContext,
  draft: { name: string; key: string; workflow_id?: string | undefined },
): Promise<Project> {
  const { workspace_id } = context;
  const limit = limits.projects_of_workspace;
  await requireRoom(tx, countProjects(workspace_id), { limit, things: "projects" });
  const workflow_id = await workflowOf(tx, workspace_id, draft.workflow_id);
  const rival = await findProject(tx, { workspace_id, key: draft.key });
  if (rival) {
    throw new Problem(
      "project_key_taken",
      `The project ${rival.name} already has the key ${draft.key}.`,
      {
        project_id: rival.id,
      },
    );
  }
  const project = await insertProject(
    tx,
    { workspace_id, id: randomUUIDv7() },
    { ...draft, workflow_id },
  );
  recordEvent(tx, context, {
    type: "project.created",
    subject: { type: "project", id: project.id },
    data: { name: project.name, key: project.key, workflow_id: project.workflow_id },
  });
  return project;
}

async function workflowOf(tx: Tx, workspace_id: string, requested: string | undefined) {
  if (requested !== undefined) {
    await requireWorkflow(tx, workspace_id, requested);
    return requested;
  }
  const workflow = await findOldestWorkflow(tx, workspace_id, standard.name);
  if (!workflow) throw new Error(`The workspace ${workspace_id} has no workflow.`);
  return workflow.id;
}
