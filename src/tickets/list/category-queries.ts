import { type Sql, sql } from "../../db/sql.ts";
import type { ProjectRef } from "../../projects/project-ref.ts";
import { isProject } from "../../projects/queries.ts";
import type { Category } from "../../workflows/enums.ts";

/** The categories of a filter, and the project, if the list is of one. */
export interface CategoryFilter {
  workspace_id: string;
  project: ProjectRef | undefined;
  categories: readonly Category[];
}

/**
 * Whether the status of the ticket `t` has one of these categories in the workflow of its project.
 * The statuses are looked up once for each statement: those of the project, or else all names that
 * mean one of the categories somewhere. Only tickets with such a name are looked up by ID, so that
 * an index-only scan stays one. That is a comparison with a subquery and no `exists`, which the
 * planner might turn into a list of all tickets.
 */
export function hasCategory({ workspace_id, project, categories }: CategoryFilter): Sql {
  if (project !== undefined) {
    return sql`t.status = any(array(
      select s.status
        from projects p
        join workflow_statuses s
          on s.workspace_id = p.workspace_id
         and s.workflow_id = p.workflow_id
       where p.workspace_id = ${workspace_id}
         and ${isProject(project)}
         and s.category = any(${categories}::text[])))`;
  }
  return sql`(t.status = any(array(
      select distinct s.status
        from workflow_statuses s
       where s.workspace_id = ${workspace_id}
         and s.category = any(${categories}::text[])))
    and (select s.category
           from tickets k
           join projects p
             on p.workspace_id = k.workspace_id
            and p.id = k.project_id
           join workflow_statuses s
             on s.workspace_id = p.workspace_id
            and s.workflow_id = p.workflow_id
            and s.status = k.status
          where k.workspace_id = ${workspace_id}
            and k.id = t.id) = any(${categories}::text[]))`;
}
