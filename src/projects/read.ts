import type { WorkspaceContext } from "../auth/workspace-context.ts";
import { readKeysetPage } from "../contract/keyset-page.ts";
import type { Page } from "../contract/page.ts";
import type { Cursors } from "../db/cursor.ts";
import type { Queryable } from "../db/pool.ts";
import { Problem } from "../problems.ts";
import type { ProjectRef } from "./project-ref.ts";
import { type ArchivedFilter, findProject, listProjects, type Project } from "./queries.ts";

/** Reads one project, archived or not. Throws `not_found`. */
export async function readProject(
  db: Queryable,
  { workspace_id }: { workspace_id: string },
  ref: ProjectRef,
): Promise<Project> {
  const project = await findProject(db, { workspace_id, ...ref });
  if (!project) throw noSuchProject();
  return project;
}

/** A page of the workspace's projects, oldest first: the active ones, the archived ones, or all. */
export async function readProjects(
  db: Queryable,
  { workspace_id }: WorkspaceContext,
  {
    cursors,
    archived,
    ...page
  }: {
    cursors: Cursors;
    archived: ArchivedFilter;
    cursor?: string | undefined;
    limit: number;
  },
): Promise<Page<Project>> {
  const binding = ["projects", 1, workspace_id, archived];
  return await readKeysetPage(cursors, { binding, ...page }, (range) =>
    listProjects(db, workspace_id, { archived, ...range }),
  );
}

export function noSuchProject(): Problem {
  return new Problem("not_found", "This workspace has no such project.");
}
