import { bytesOfText, bytesOfValue } from "../../db/first-rows.ts";
import { type Sql, sql } from "../../db/sql.ts";
import { isProject } from "../../projects/queries.ts";
import { type FieldName, fieldColumns, storedFieldColumns } from "../fields/queries.ts";
import { columnsWith, projectKeyOfTicket, storedColumns } from "../queries.ts";
import type { TicketListing } from "./listing.ts";

/** What a list reads of each ticket. */
interface RowSql {
  /** The columns as the API returns them, of a ticket `t`. */
  columns: Sql;
  /** What these read, for a subquery in place of the table. */
  stored: Sql;
  /** The size of the texts of a row `r`. Every column that a client fills counts, except short ones. */
  bytes: Sql;
}

/** A card names its own columns, so that PostgreSQL reads none of the long texts. */
export function rowOf({ workspace_id, filter: { project_id }, isCard }: TicketListing): RowSql {
  // In one project, its key is looked up once instead of for each row.
  const key =
    project_id === undefined
      ? projectKeyOfTicket
      : sql`
  (select p.key
     from projects p
    where p.workspace_id = ${workspace_id}
      and ${isProject(project_id)})`;
  if (!isCard) return { columns: columnsWith(key), stored: storedColumns, bytes: ticketBytes };
  const columns = sql`
  t.id, t.project_id, ${key} || '-' || t.number as key, ${fieldColumns(cardFields)},
  t.version, t.created_at, t.updated_at`;
  return { columns, stored: storedCardColumns, bytes: cardBytes };
}

/** In the order of the contract. */
const cardFields: FieldName[] = [
  "title",
  "priority",
  "assignee_id",
  "due_on",
  "status",
  "labels",
  "resolution",
  "returned_at",
  "deleted_at",
  "deleted_by",
];

const storedCardColumns = sql`
  t.id, t.workspace_id, t.project_id, t.number, ${storedFieldColumns(cardFields)},
  t.version, t.created_at, t.updated_at`;

const cardBytes = sql`${bytesOfText(sql`r.title`)} + ${bytesOfValue(sql`r.labels`)}`;

const ticketBytes = sql`
  ${bytesOfText(sql`r.title`)} + ${bytesOfText(sql`r.description`)}
  + ${bytesOfText(sql`r.description_html`)} + ${bytesOfText(sql`r.external_id`)}
  + ${bytesOfValue(sql`r.metadata`)} + ${bytesOfValue(sql`r.labels`)}`;
