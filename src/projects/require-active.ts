import { Problem } from "../problems.ts";

/** Throws `project_archived` if the project is archived, for writes to its tickets. */
export function requireActiveProject(project: { key: string; archived_at: string | null }): void {
  if (project.archived_at === null) return;
  throw new Problem(
    "project_archived",
    `The project ${project.key} is archived. Restore it first.`,
    {
      archived_at: project.archived_at,
    },
  );
}
