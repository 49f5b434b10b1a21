import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import type { ProjectRef } from "./project-ref.ts";
import { lockProjectRow, type Project } from "./queries.ts";
import { noSuchProject } from "./read.ts";

/**
 * Locks a project for a change of the project itself until the transaction ends. Throws
 * `not_found`.
 */
export async function lockProjectForChange(
  tx: Tx,
  { workspace_id }: WorkspaceContext,
  ref: ProjectRef,
  strength: Parameters<typeof lockProjectRow>[2],
): Promise<Project> {
  const project = await lockProjectRow(tx, { workspace_id, ...ref }, strength);
  if (!project) throw noSuchProject();
  return project;
}
