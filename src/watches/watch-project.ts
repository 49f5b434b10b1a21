import type { WorkspaceContext } from "../auth/workspace-context.ts";
import { requireRoom } from "../contract/require-room.ts";
import type { Queryable } from "../db/pool.ts";
import type { Tx } from "../db/transaction.ts";
import { limits } from "../limits.ts";
import type { ProjectRef } from "../projects/project-ref.ts";
import type { LockedProject } from "../projects/queries.ts";
import { noSuchProject, readProject } from "../projects/read.ts";
import {
  countProjectWatchers,
  deleteProjectWatch,
  findProjectWatch,
  type ProjectLevel,
  setProjectWatch,
} from "./project-queries.ts";
import type { ProjectWatch } from "./schemas.ts";

/** The actor's choice for a project. Throws `not_found`. */
export async function readProjectWatch(
  db: Queryable,
  { workspace_id, actor }: WorkspaceContext,
  ref: ProjectRef,
): Promise<ProjectWatch> {
  const { id: project_id } = await readProject(db, { workspace_id }, ref);
  const [watch] = await db.query(findProjectWatch({ workspace_id, project_id, user_id: actor.id }));
  return { level: watch?.level ?? null };
}

/**
 * Watches a project, which notifies the actor of its new tickets, or mutes all its tickets for them.
 * Archived projects too. Throws `not_found`, `limit_reached`.
 */
export async function watchProject(
  tx: Tx,
  { workspace_id, actor }: WorkspaceContext,
  project: LockedProject | undefined,
  { level }: { level: ProjectLevel },
): Promise<ProjectWatch> {
  const key = { workspace_id, project_id: requireProject(project).id, user_id: actor.id };
  const [before] = await tx.query(findProjectWatch(key));
  if (level === "watching" && before?.level !== "watching") {
    const room = { limit: limits.watchers_of_project, things: "watchers of this project" };
    await requireRoom(tx, countProjectWatchers(key), room);
  }
  tx.defer(setProjectWatch(key, level));
  return { level };
}

/** Neither watches nor mutes it any more. Throws `not_found`. */
export async function unwatchProject(
  tx: Tx,
  { workspace_id, actor }: WorkspaceContext,
  project: LockedProject | undefined,
): Promise<void> {
  const project_id = requireProject(project).id;
  tx.defer(deleteProjectWatch({ workspace_id, project_id, user_id: actor.id }));
}

function requireProject(project: LockedProject | undefined): LockedProject {
  if (!project) throw noSuchProject();
  return project;
}
