import { join, json, type Sql, sql } from "../db/sql.ts";
import type { EventType } from "./types.ts";

/** A row of the outbox as a command leaves it. */
export interface OutboxRow {
  kind: "feed" | "audit_only";
  type: EventType;
  outcome: "success" | "refused" | "failed";
  workspace_id: string | null;
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  data: Record<string, unknown>;
  address: string | null;
  user_agent: string | null;
  request_id: string | null;
}

/** Inserts all events of a command at once; positions are drawn here, in the order of the rows. */
export function insertEvents(rows: readonly OutboxRow[]): Sql {
  const values = rows.map(
    (row) => sql`(
      ${row.kind}, ${row.type}, ${row.outcome}, ${row.workspace_id}::uuid, ${row.actor_id}::uuid,
      ${row.subject_type}, ${row.subject_id}, ${row.ticket_id}::uuid, ${json(row.data)}::jsonb,
      ${row.address}, ${row.user_agent}, ${row.request_id})`,
  );
  return sql`
    insert into outbox (
      kind, type, outcome, workspace_id, actor_id,
      subject_type, subject_id, ticket_id, data,
      address, user_agent, request_id)
    values ${join(values, ", ")}`;
}
