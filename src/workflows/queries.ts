import type { PageRange } from "../contract/keyset-page.ts";
import { bytesOfText, type PageRow, rowsWithin } from "../db/first-rows.ts";
import type { Queryable } from "../db/pool.ts";
import { join, type Sql, sql } from "../db/sql.ts";
import { limits } from "../limits.ts";
import type { Workflow, WorkflowDraft, WorkflowStatus, WorkflowTransition } from "./workflow.ts";

export interface WorkflowKey {
  workspace_id: string;
  id: string;
}

export async function findWorkflow(db: Queryable, key: WorkflowKey): Promise<Workflow | undefined> {
  const [workflow] = await db.query(sql<Workflow>`
    select ${columns}
      from workflows w
     where w.workspace_id = ${key.workspace_id}
       and w.id = ${key.id}`);
  return workflow;
}

/** The oldest workflow with this name: for a built-in name, the built-in one. */
export async function findOldestWorkflow(
  db: Queryable,
  workspace_id: string,
  name: string,
): Promise<Workflow | undefined> {
  const [workflow] = await db.query(sql<Workflow>`
    select ${columns}
      from workflows w
     where w.workspace_id = ${workspace_id}
       and w.name = ${name}
     order by w.created_at, w.id
     limit 1`);
  return workflow;
}

/** Oldest first, within the bytes of a page. */
export async function listWorkflows(
  db: Queryable,
  workspace_id: string,
  { after, limit }: PageRange,
): Promise<PageRow<Workflow>[]> {
  const later = after
    ? sql`and (w.created_at, w.id) > (${after.created_at}::timestamptz, ${after.id}::uuid)`
    : sql``;
  const select = sql<Workflow>`
    select ${columns}
      from workflows w
     where w.workspace_id = ${workspace_id}
       ${later}
     order by w.created_at, w.id
     limit ${limit}`;
  const bytes = sql`
    ${bytesOfText(sql`r.statuses::text`)} + ${bytesOfText(sql`r.transitions::text`)}`;
  return await db.query(rowsWithin(select, bytes));
}

export function insertWorkflow(key: WorkflowKey, { name, initial_status }: WorkflowDraft): Sql {
  return sql`
    insert into workflows (workspace_id, id, name, initial_status)
    values (${key.workspace_id}, ${key.id}, ${name}, ${initial_status})`;
}

export function insertStatuses(key: WorkflowKey, statuses: readonly WorkflowStatus[]): Sql {
  const rows = statuses.map(
    ({ status, category }, position) =>
      sql`(${key.workspace_id}, ${key.id}, ${status}, ${category}, ${position})`,
  );
  return sql`
    insert into workflow_statuses (workspace_id, workflow_id, status, category, position)
    values ${join(rows, ", ")}`;
}

export function insertTransitions(
  key: WorkflowKey,
  transitions: readonly WorkflowTransition[],
): Sql {
  const rows = transitions.map(
    ({ from, to, permission, reason_required, resolution_required }) => sql`(
      ${key.workspace_id}, ${key.id}, ${from}, ${to},
      ${permission}, ${reason_required}, ${resolution_required})`,
  );
  return sql`
    insert into workflow_transitions (
      workspace_id, workflow_id, from_status, to_status,
      permission, reason_required, resolution_required)
    values ${join(rows, ", ")}`;
}

const columns = sql`
  w.id, w.workspace_id, w.name, w.initial_status, w.created_at,
  (select json_agg(json_build_object('status', s.status, 'category', s.category)
                   order by s.position)
     from workflow_statuses s
    where s.workspace_id = w.workspace_id
      and s.workflow_id = w.id) as statuses,
  (select coalesce(json_agg(json_build_object(
            'from', s.from_status, 'to', s.to_status, 'permission', s.permission,
            'reason_required', s.reason_required, 'resolution_required', s.resolution_required)
            order by f.position, t.position), '[]')
     from workflow_transitions s
     join workflow_statuses f
       on (f.workspace_id, f.workflow_id, f.status)
          = (s.workspace_id, s.workflow_id, s.from_status)
     join workflow_statuses t
       on (t.workspace_id, t.workflow_id, t.status)
          = (s.workspace_id, s.workflow_id, s.to_status)
    where s.workspace_id = w.workspace_id
      and s.workflow_id = w.id) as transitions`;

/** How many there are, counted up to the limit. */
export function countWorkflows(workspace_id: string): Sql<{ count: number }> {
  return sql<{ count: number }>`
    select count(*)::integer as count
      from (select
              from workflows w
             where w.workspace_id = ${workspace_id}
             limit ${limits.workflows_of_workspace}) counted`;
}
