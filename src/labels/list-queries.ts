import type { Queryable } from "../db/pool.ts";
import { type Sql, sql } from "../db/sql.ts";
import { limits } from "../limits.ts";
import type { LabelKey } from "./queries.ts";

/** A label as the API returns it, with its place in the list. */
export interface ListedLabel {
  name: string;
  ticket_count: number;
  /** The folded name, or until it is filled, the name in lower case. */
  place: string;
}

/**
 * The labels of a workspace in the order of their folded names, after a place, with the number of
 * their tickets, counted up to a limit. Those that are being renamed count for their new name.
 */
export function listLabels({
  workspace_id,
  prefix,
  after,
  limit,
}: {
  workspace_id: string;
  prefix: string | undefined;
  after: { place: string; name: string } | undefined;
  limit: number;
}): Sql<ListedLabel> {
  const isAfter = (place: Sql) =>
    after === undefined ? sql`` : sql`and (${place}, l.name) > (${after.place}, ${after.name})`;
  const hasPrefix = (place: Sql) =>
    prefix === undefined
      ? sql``
      : sql`and ${place} >= ${prefix} and ${place} < ${`${prefix}\u{10ffff}`}`;
  const lower = sql`lower(l.name) collate "C"`;
  return sql<ListedLabel>`
    with page as materialized (
      select x.name, x.place
        from ((select l.name, l.folded as place
                 from labels l
                where l.workspace_id = ${workspace_id}
                  and l.replaced_at is null
                  and l.folded is not null
                  ${hasPrefix(sql`l.folded`)}
                  ${isAfter(sql`l.folded`)}
                order by l.folded
                limit ${limit})
              union all
              (select l.name, ${lower}
                 from labels l
                where l.workspace_id = ${workspace_id}
                  and l.replaced_at is null
                  and l.folded is null
                  ${hasPrefix(lower)}
                  ${isAfter(lower)}
                order by ${lower}, l.name
                limit ${limit})) as x (name, place)
       order by x.place, x.name
       limit ${limit}
    )
    select page.name, page.place, counted.tickets as ticket_count
      from page
     cross join lateral (${countTickets(workspace_id, sql`page.name`)}) counted
     order by page.place, page.name`;
}

/** The number of a label's tickets, counted up to a limit. */
export async function countTicketsOf(
  db: Queryable,
  { workspace_id, name }: LabelKey,
): Promise<number> {
  const [row] = await db.query<{ tickets: number }>(countTickets(workspace_id, sql`${name}::text`));
  return row?.tickets ?? 0;
}

function countTickets(workspace_id: string, name: Sql): Sql<{ tickets: number }> {
  return sql<{ tickets: number }>`
    select count(*)::integer as tickets
      from (select 1
              from tickets t
             where t.workspace_id = ${workspace_id}
               and t.deleted_at is null
               and t.labels && (array[${name}] || array(
                     select r.name
                       from labels r
                      where r.workspace_id = ${workspace_id}
                        and r.replaced_at is not null
                        and r.renamed_to = ${name}))
             limit ${limits.label_tickets_counted}) found`;
}
