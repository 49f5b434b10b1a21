import type { BackfillCount, BackfillRange } from "../backfill/backfill.ts";
import { type Sql, sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import type { LabelKey } from "./queries.ts";

/** A label that is in use, and when it was first written. */
export interface DatedLabel extends LabelKey {
  created_at: string;
}

/** The next labels without a folded name, locked. */
export function listUnfoldedLabels({ after, limit }: BackfillRange): Sql<DatedLabel> {
  return sql<DatedLabel>`
    select l.workspace_id, l.name, l.created_at
      from labels l
     where l.folded is null
       and l.replaced_at is null
       ${afterKey(after)}
     order by l.workspace_id, l.name
     limit ${limit}
       for no key update`;
}

/** Labels without a folded name, and those whose tickets are still to be changed. */
export function countUnfoldedLabels({ after, limit }: BackfillRange): Sql<BackfillCount> {
  return sql<BackfillCount>`
    with next as materialized (
      select l.workspace_id, l.name
        from labels l
       where (l.folded is null or l.replaced_at is not null)
         ${afterKey(after)}
       order by l.workspace_id, l.name
       limit ${limit}
    )
    select count(*)::integer as rows, count(*)::integer as left,
           (select array[n.workspace_id::text, n.name]
              from next n
             order by n.workspace_id desc, n.name desc
             limit 1) as last
      from next`;
}

/** The labels in use that have one of these folded names. */
export async function listFoldedLabels(
  tx: Tx,
  labels: readonly { workspace_id: string; folded: string }[],
): Promise<(DatedLabel & { folded: string })[]> {
  return await tx.query(sql`
    select l.workspace_id, l.name, l.created_at, l.folded
      from unnest(${labels.map(({ workspace_id }) => workspace_id)}::uuid[],
                  ${labels.map(({ folded }) => folded)}::text[]) as x (workspace_id, folded)
      join labels l
        on l.workspace_id = x.workspace_id
       and l.folded = x.folded
       and l.replaced_at is null`);
}

/** Sets the folded name of labels that are the only ones with it. */
export function setFolded(labels: readonly (LabelKey & { folded: string })[]): Sql {
  return sql`
    update labels l
       set folded = x.folded
      from unnest(${labels.map(({ workspace_id }) => workspace_id)}::uuid[],
                  ${labels.map(({ name }) => name)}::text[],
                  ${labels.map(({ folded }) => folded)}::text[]) as x (workspace_id, name, folded)
     where l.workspace_id = x.workspace_id
       and l.name = x.name`;
}

function afterKey(after: BackfillRange["after"]): Sql {
  const [workspace_id, name] = after ?? [];
  if (workspace_id === undefined || name === undefined) return sql``;
  return sql`and (l.workspace_id, l.name) > (${workspace_id}::uuid, ${name})`;
}
