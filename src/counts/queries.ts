import { prepared, type Sql, sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";

/** Where tickets of a project stand, and how many. */
export interface StatusCount {
  project_id: string;
  status: string;
  count: number;
}

/** By how much a count changes. */
export interface CountChange extends StatusCount {
  workspace_id: string;
}

export function listCounts({
  workspace_id,
  project_id,
}: {
  workspace_id: string;
  project_id?: string | undefined;
}): Sql<StatusCount> {
  const inProject = project_id === undefined ? sql`` : sql`and c.project_id = ${project_id}`;
  return prepared(sql<StatusCount>`
    select c.project_id, c.status, c.count
      from ticket_counts c
     where c.workspace_id = ${workspace_id}
       and c.count > 0
       ${inProject}
     order by c.project_id, c.status`);
}

/**
 * Adds to the counts. A row that is not there yet is inserted, not upserted: the check would see what is
 * proposed, which may be less than nothing, before it saw what is there. One relay at a time writes here.
 */
export async function addToCounts(tx: Tx, changes: readonly CountChange[]): Promise<void> {
  await tx.query(sql`
    with change as (
      select x.workspace_id, x.project_id, x.status, x.count
        from unnest(${changes.map(({ workspace_id }) => workspace_id)}::uuid[],
                    ${changes.map(({ project_id }) => project_id)}::uuid[],
                    ${changes.map(({ status }) => status)}::text[],
                    ${changes.map(({ count }) => count)}::integer[])
             as x (workspace_id, project_id, status, count)
    ), changed as (
      update ticket_counts c
         set count = c.count + change.count
        from change
       where c.workspace_id = change.workspace_id
         and c.project_id = change.project_id
         and c.status = change.status
      returning c.workspace_id, c.project_id, c.status
    )
    insert into ticket_counts (workspace_id, project_id, status, count)
    select change.workspace_id, change.project_id, change.status, change.count
      from change
     where not exists (
             select 1
               from changed
              where changed.workspace_id = change.workspace_id
                and changed.project_id = change.project_id
                and changed.status = change.status)`);
}
