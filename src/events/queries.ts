import { join, json, prepared, type Sql, sql } from "../db/sql.ts";
import type { AuditAction } from "./catalogue/event-types.ts";

/** A row of the outbox, as a command inserts it. */
export interface OutboxRow {
  id: string;
  kind: "feed" | "audit_only";
  type: AuditAction;
  outcome: "success" | "refused" | "failed";
  workspace_id: string | null;
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  data: Record<string, unknown>;
  /** An expression for a JSON object that is merged into `data` on insertion. */
  computedData?: Sql | undefined;
  /** Personal data for the audit log only, such as an e-mail address. Not part of the feed. */
  personal: Record<string, unknown>;
  address: string | null;
  user_agent: string | null;
  request_id: string | null;
  /** The API token that was used. */
  token: { id: string; name: string } | null;
}

/**
 * Inserts all events of a command in one statement. Positions in the outbox follow the order of the
 * rows.
 */
export function insertEvents(rows: readonly OutboxRow[]): Sql {
  const values = rows.map((row) => sql`(${valuesOf(row)})`);
  const statement = sql`insert into outbox (${columns}) values ${join(values, ", ")}`;
  return rows.length <= 2 ? prepared(statement) : statement;
}

const columns = sql`
  id, kind, type, outcome, workspace_id, actor_id, subject_type, subject_id, ticket_id,
  data, personal, address, user_agent, request_id, token`;

function valuesOf(row: OutboxRow): Sql {
  return sql`
    ${row.id}::uuid, ${row.kind}, ${row.type}, ${row.outcome}, ${row.workspace_id}::uuid,
    ${row.actor_id}::uuid, ${row.subject_type}, ${row.subject_id}, ${row.ticket_id}::uuid,
    ${dataOf(row)}, ${json(row.personal)}::jsonb, ${row.address}, ${row.user_agent},
    ${row.request_id}, ${row.token && json(row.token)}::jsonb`;
}

function dataOf({ data, computedData }: Pick<OutboxRow, "data" | "computedData">): Sql {
  return computedData ? sql`${json(data)}::jsonb || ${computedData}` : sql`${json(data)}::jsonb`;
}
