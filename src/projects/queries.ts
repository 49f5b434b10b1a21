import type { z } from "zod";
import type { PageRange } from "../contract/keyset-page.ts";
import { retryIfTaken } from "../db/failures.ts";
import type { Queryable } from "../db/pool.ts";
import { join, prepared, type Sql, sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import { limits } from "../limits.ts";
import type { ProjectRef } from "./project-ref.ts";
import type { Project as ProjectSchema, ProjectsQuery } from "./schemas.ts";

/** A project as the API returns it. */
export type Project = z.output<typeof ProjectSchema>;

/** Identifies a project. */
export type ProjectKey = Pick<Project, "workspace_id" | "id">;

/** What writes to a project's tickets depend on. */
export type LockedProject = Pick<Project, "id" | "key" | "workflow_id" | "archived_at">;

/** A project as a request names it. */
export type ProjectTarget = ProjectRef & { workspace_id: string };

/** Whether a row `p` of projects is the one that a request names. */
export function isProject(ref: ProjectRef): Sql {
  return "id" in ref ? sql`p.id = ${ref.id}` : sql`p.key = ${ref.key}`;
}

/** The ID of the project that a request names; null if the workspace has none with this key. */
export function projectIdOf(target: ProjectTarget): Sql {
  if ("id" in target) return sql`${target.id}`;
  return sql`
    (select p.id
       from projects p
      where p.workspace_id = ${target.workspace_id}
        and p.key = ${target.key})`;
}

/** Locks the project against archiving and a change of its workflow, until the transaction ends. */
export function lockProject(target: ProjectTarget): Sql<LockedProject> {
  return prepared(sql<LockedProject>`
    select p.id, p.key, p.workflow_id, p.archived_at
      from projects p
     where p.workspace_id = ${target.workspace_id}
       and ${isProject(target)}
       for key share`);
}

/** The IDs of the projects with these keys. */
export function findProjectIds(
  workspace_id: string,
  keys: readonly string[],
): Sql<{ id: string; key: string }> {
  return sql<{ id: string; key: string }>`
    select p.id, p.key
      from projects p
     where p.workspace_id = ${workspace_id}
       and p.key = any(${keys}::text[])`;
}

/** The same for several projects, in the order of their IDs. */
export function lockProjects(workspace_id: string, ids: readonly string[]): Sql {
  return sql`
    select p.id
      from projects p
     where p.workspace_id = ${workspace_id}
       and p.id = any(${ids}::uuid[])
     order by p.id
       for key share`;
}

/**
 * Locks the project for a change of the project itself. `for update` waits for all commands in
 * progress on its tickets and lets none begin; `for no key update` only excludes other changes of
 * the project.
 */
export async function lockProjectRow(
  tx: Tx,
  target: ProjectTarget,
  strength: "for no key update" | "for update",
): Promise<Project | undefined> {
  const lock = { "for no key update": sql`for no key update`, "for update": sql`for update` }[
    strength
  ];
  const [project] = await tx.query(sql<Project>`
    select ${columns}
      from projects p
     where p.workspace_id = ${target.workspace_id}
       and ${isProject(target)}
       ${lock}`);
  return project;
}

export async function findProject(
  db: Queryable,
  target: ProjectTarget,
): Promise<Project | undefined> {
  const [project] = await db.query(sql<Project>`
    select ${columns}
      from projects p
     where p.workspace_id = ${target.workspace_id}
       and ${isProject(target)}`);
  return project;
}

export type ArchivedFilter = z.output<typeof ProjectsQuery>["archived"];

/** Oldest first. */
export async function listProjects(
  db: Queryable,
  workspace_id: string,
  { archived, after, limit }: PageRange & { archived: ArchivedFilter },
): Promise<Project[]> {
  const conditions = [
    sql`p.workspace_id = ${workspace_id}`,
    archived !== "include" && sql`(p.archived_at is not null) = ${archived === "true"}`,
    after && sql`(p.created_at, p.id) > (${after.created_at}::timestamptz, ${after.id}::uuid)`,
  ].filter((condition) => typeof condition === "object");
  return await db.query(sql<Project>`
    select ${columns}
      from projects p
     where ${join(conditions, " and ")}
     order by p.created_at, p.id
     limit ${limit}`);
}

/**
 * The statuses that this workflow lacks and tickets of the project have, including those in the
 * trash.
 */
export async function findMissingStatuses(
  tx: Tx,
  key: ProjectKey,
  workflow_id: string,
): Promise<string[]> {
  const rows = await tx.query(sql<{ status: string }>`
    with recursive used (status) as (${statusesInUse(key, sql`used`, sql`t.deleted_at is null`)}),
                   trashed (status) as (
                     ${statusesInUse(key, sql`trashed`, sql`t.deleted_at is not null`)})
    select missing.status
      from (select used.status from used
            union
            select trashed.status from trashed
            except
            select s.status
              from workflow_statuses s
             where s.workspace_id = ${key.workspace_id}
               and s.workflow_id = ${workflow_id}) missing
     where missing.status is not null
     order by missing.status`);
  return rows.map(({ status }) => status);
}

/** Sets these fields. A workflow that the project has not used before is added to its list. */
export async function setProjectFields(
  tx: Tx,
  key: ProjectKey,
  { name, workflow_id }: Pick<Project, "name" | "workflow_id">,
): Promise<Project> {
  const [project] = await tx.query(sql<Project>`
    with workflow as (
      insert into project_workflows (workspace_id, project_id, workflow_id)
      values (${key.workspace_id}, ${key.id}, ${workflow_id})
          on conflict (workspace_id, project_id, workflow_id) do nothing
    )
    ${changeProject(key, sql`name = ${name}, workflow_id = ${workflow_id}`)}`);
  return requireRow(project, key);
}

export async function setProjectArchived(
  tx: Tx,
  key: ProjectKey,
  is_archived: boolean,
): Promise<Project> {
  const archived_at = is_archived ? sql`clock_timestamp()` : sql`null`;
  const [project] = await tx.query(changeProject(key, sql`archived_at = ${archived_at}`));
  return requireRow(project, key);
}

/** Inserts the project with its counter and its first workflow. */
export async function insertProject(
  tx: Tx,
  key: ProjectKey,
  project: Pick<Project, "name" | "key" | "workflow_id">,
): Promise<Project> {
  const [inserted] = await retryIfTaken(
    "key_is_unique_in_workspace",
    tx.query(sql<Project>`
      with project as (
        insert into projects as p (workspace_id, id, name, key, workflow_id)
        values (
          ${key.workspace_id}, ${key.id}, ${project.name}, ${project.key},
          ${project.workflow_id})
        returning ${columns}
      ), counter as (
        insert into project_counters (workspace_id, project_id)
        select ${key.workspace_id}, project.id from project
      ), workflow as (
        insert into project_workflows (workspace_id, project_id, workflow_id)
        select ${key.workspace_id}, project.id, project.workflow_id from project
      )
      select project.* from project`),
  );
  if (!inserted) throw new Error("The inserted project was not returned.");
  return inserted;
}

/**
 * A recursive query that finds each status in use with one index lookup. With simpler queries, the
 * planner reads all tickets of a project when a status has none.
 */
function statusesInUse(key: ProjectKey, name: Sql, isMatch: Sql): Sql {
  const next = sql`
    select t.status
      from tickets t
     where t.workspace_id = ${key.workspace_id}
       and t.project_id = ${key.id}
       and ${isMatch}`;
  return sql`
    (${next} order by t.status limit 1)
    union all
    select (${next} and t.status > ${name}.status order by t.status limit 1)
      from ${name}
     where ${name}.status is not null`;
}

function changeProject(key: ProjectKey, changes: Sql): Sql<Project> {
  return sql<Project>`
    update projects p
       set ${changes}, updated_at = clock_timestamp()
     where p.workspace_id = ${key.workspace_id}
       and p.id = ${key.id}
    returning ${columns}`;
}

function requireRow(project: Project | undefined, key: ProjectKey): Project {
  if (!project) throw new Error(`The project ${key.id} is gone although it was locked.`);
  return project;
}

const columns = sql`
  p.id, p.workspace_id, p.name, p.key, p.workflow_id, p.archived_at, p.created_at`;

/** How many there are, counted up to the limit. */
export function countProjects(workspace_id: string): Sql<{ count: number }> {
  return sql<{ count: number }>`
    select count(*)::integer as count
      from (select
              from projects p
             where p.workspace_id = ${workspace_id}
             limit ${limits.projects_of_workspace}) counted`;
}
