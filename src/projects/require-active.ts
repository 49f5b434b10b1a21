import { Problem } from "../problems.ts";

/** Refuses a write to the tickets of an archived project. */
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
