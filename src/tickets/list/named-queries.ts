import { join, type Sql, sql } from "../../db/sql.ts";
import { limits } from "../../limits.ts";
import { writeConditions } from "./filter-queries.ts";
import type { SearchListing, TicketListing } from "./listing.ts";

/** By what a query as a whole may name a ticket. */
export type NameField = "key" | "number" | "external_id";

/** The tickets that the query names are on the first page, whatever their age. */
export function isOtherThanNamed(listing: SearchListing): Sql {
  return sql`t.id <> all(array(select named.id from (${namedTickets(listing)}) named))`;
}

/**
 * The tickets that a query names as a whole, by their key, number or external ID, newest first, with
 * the names of these fields.
 */
export function namedTickets({ workspace_id, filter }: SearchListing): Sql {
  const { search, ...others } = filter;
  // A key names its project, so the ticket is found although the project is archived.
  const filtered = (field: NameField) =>
    join(
      writeConditions(
        workspace_id,
        field === "key" ? { ...others, excludes_archived: false } : others,
      ),
      " and ",
    );
  const ways = namesOf(workspace_id, search.q).map(
    ([field, isNamed]) => sql`
      select t.id, t.created_at, ${field}::text as field
        from tickets t
       where t.workspace_id = ${workspace_id}
         and ${isNamed}
         and ${filtered(field)}`,
  );
  return sql`
    select n.id, n.created_at, array_agg(n.field order by n.field) as fields
      from (${join(ways, " union all ")}) n
     group by n.id, n.created_at
     order by n.created_at desc, n.id desc
     limit ${limits.page_named}`;
}

function namesOf(workspace_id: string, q: string): [NameField, Sql][] {
  const { project_key, number } =
    /^(?:(?<project_key>[a-z][a-z0-9]{1,9})-|#)?(?<number>[1-9]\d{0,8})$/i.exec(q)?.groups ?? {};
  const names: [NameField, Sql][] = [["external_id", sql`t.external_id = ${q}`]];
  if (number !== undefined && project_key === undefined) {
    names.push(["number", sql`t.number = ${number}::integer`]);
  }
  if (number !== undefined && project_key !== undefined) {
    const project = sql`
      (select p.id
         from projects p
        where p.workspace_id = ${workspace_id}
          and p.key = ${project_key.toUpperCase()})`;
    names.push(["key", sql`t.number = ${number}::integer and t.project_id = ${project}`]);
  }
  return names;
}

export function isSearched(listing: TicketListing): listing is SearchListing {
  return listing.filter.search !== undefined;
}
