import { type Sql, sql } from "../db/sql.ts";
import { limits } from "../limits.ts";
import type { ProjectWatch } from "./schemas.ts";

/** Identifies what a member has chosen for a project. */
export interface ProjectWatchKey {
  workspace_id: string;
  project_id: string;
  user_id: string;
}

export type ProjectLevel = NonNullable<ProjectWatch["level"]>;

export function findProjectWatch(key: ProjectWatchKey): Sql<{ level: ProjectLevel }> {
  return sql<{ level: ProjectLevel }>`
    select w.level
      from project_watches w
     where w.workspace_id = ${key.workspace_id}
       and w.project_id = ${key.project_id}
       and w.user_id = ${key.user_id}`;
}

/** Sets the level, whatever it was. It waits for nobody except a writer of the same row. */
export function setProjectWatch(key: ProjectWatchKey, level: ProjectLevel): Sql {
  return sql`
    insert into project_watches as w (workspace_id, project_id, user_id, level)
    values (${key.workspace_id}, ${key.project_id}, ${key.user_id}, ${level})
        on conflict (workspace_id, project_id, user_id) do update
       set level = excluded.level
     where w.level <> excluded.level`;
}

export function deleteProjectWatch(key: ProjectWatchKey): Sql {
  return sql`
    delete from project_watches w
     where w.workspace_id = ${key.workspace_id}
       and w.project_id = ${key.project_id}
       and w.user_id = ${key.user_id}`;
}

/** How many watch it, counted up to the limit. */
export function countProjectWatchers({
  workspace_id,
  project_id,
}: Omit<ProjectWatchKey, "user_id">): Sql<{ count: number }> {
  return sql<{ count: number }>`
    select count(*)::integer as count
      from (select
              from project_watches w
             where w.workspace_id = ${workspace_id}
               and w.project_id = ${project_id}
               and w.level = 'watching'
             limit ${limits.watchers_of_project}) counted`;
}

/** Deletes what somebody has chosen in every workspace that they are or were a member of. */
export function deleteProjectWatchesOf(user_id: string): Sql {
  return sql`
    delete from project_watches w
     where w.workspace_id in (select m.workspace_id from members m where m.user_id = ${user_id})
       and w.user_id = ${user_id}`;
}
