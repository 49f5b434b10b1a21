import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import { lockProjectForChange } from "./lock-project.ts";
import type { ProjectRef } from "./project-ref.ts";
import { type Project, setProjectArchived } from "./queries.ts";

/**
 * Makes a project's tickets read-only, after all commands in progress on them; does nothing if it
 * is archived. Throws `not_found`.
 */
export async function archiveProject(
  tx: Tx,
  context: WorkspaceContext,
  ref: ProjectRef,
): Promise<void> {
  const project = await lockProjectForChange(tx, context, ref, "for update");
  if (project.archived_at === null) await setArchived(tx, context, project, true);
}

/**
 * Makes the tickets writable again; does nothing if the project is not archived. Throws
 * `not_found`.
 */
export async function restoreProject(
  tx: Tx,
  context: WorkspaceContext,
  ref: ProjectRef,
): Promise<Project> {
  const project = await lockProjectForChange(tx, context, ref, "for update");
  if (project.archived_at === null) return project;
  return await setArchived(tx, context, project, false);
}

async function setArchived(
  tx: Tx,
  context: WorkspaceContext,
  before: Project,
  is_archived: boolean,
): Promise<Project> {
  const after = await setProjectArchived(tx, before, is_archived);
  recordEvent(tx, context, {
    type: is_archived ? "project.archived" : "project.restored",
    subject: { type: "project", id: before.id },
    data: {
      key: before.key,
      changes: { archived_at: { from: before.archived_at, to: after.archived_at } },
    },
  });
  return after;
}
