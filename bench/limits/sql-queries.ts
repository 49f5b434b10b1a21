import { type Sql, sql } from "../../src/db/sql.ts";
import { fieldColumns } from "../../src/tickets/fields/queries.ts";

/** What a request names. In the statements below, the names stand where the values of a request go. */
export interface Names {
  workspace_id: string;
  user_id?: string | undefined;
  project_id?: string | undefined;
  project_key?: string | undefined;
  number?: string | undefined;
  limit?: string | undefined;
}

const workspace_id = sql`${"workspace_id" satisfies keyof Names}::uuid`;
const project_id = sql`${"project_id" satisfies keyof Names}::uuid`;

/** By the primary key. */
export const role = sql`
  select m.role
    from members m
   where m.workspace_id = ${workspace_id}
     and m.user_id = ${"user_id" satisfies keyof Names}::uuid
     and m.removed_at is null`;

/** By two unique keys. */
export const ticket = sql`
  select ${columnsWith(sql`p.key`)}
    from projects p
    join tickets t
      on t.workspace_id = p.workspace_id
     and t.project_id = p.id
   where p.workspace_id = ${workspace_id}
     and p.key = ${"project_key" satisfies keyof Names}
     and t.workspace_id = ${workspace_id}
     and t.number = ${"number" satisfies keyof Names}::integer
     and t.deleted_at is null`;

/** By one range of the index that has the order of the page. */
export const page = sql`
  select ${columnsWith(sql`
           (select p.key from projects p where p.workspace_id = ${workspace_id} and p.id = ${project_id})`)}
    from tickets t
   where t.workspace_id = ${workspace_id}
     and t.project_id = ${project_id}
     and t.deleted_at is null
   order by t.created_at desc, t.id desc
   limit ${"limit" satisfies keyof Names}::bigint`;

/** The values of a statement for one request. Those that are not names are constants of the statement. */
export function valuesFor({ values }: Sql, names: Names) {
  return values.map((value) =>
    typeof value === "string" && value in names ? names[value as keyof Names] : value,
  );
}

/** What the API shows of a ticket. */
function columnsWith(projectKey: Sql): Sql {
  return sql`
    t.id, t.workspace_id, t.project_id, t.number, ${projectKey} || '-' || t.number as key,
    ${fieldColumns()},
    t.reporter_id, t.version, t.created_at, t.updated_at`;
}
