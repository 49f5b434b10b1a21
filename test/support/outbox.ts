import { hash } from "node:crypto";
import { sql } from "../../src/db/sql.ts";
import type { TestApi } from "./api.ts";
import { assertRecordedMatchSchemas } from "./events.ts";

/** An event as its command recorded it. */
export interface OutboxEvent {
  type: string;
  outcome: string;
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: the tests check what an event contains.
  data: any;
  personal: Record<string, unknown>;
}

/** What the outbox and the audit log have of a description or a comment. */
export function textDigest(text: string): { sha256: string; length: number } {
  return { sha256: hash("sha256", text), length: [...text].length };
}

/** The events that commands recorded in a workspace, of the types with this prefix, in order. */
export async function outboxEvents(
  { db }: TestApi,
  { workspace }: { workspace: { id: string } },
  type: string,
): Promise<OutboxEvent[]> {
  const events = await db.query(sql<OutboxEvent>`
    select o.type, o.outcome, o.actor_id, o.subject_type, o.subject_id, o.ticket_id, o.data,
           o.personal
      from outbox o
     where o.workspace_id = ${workspace.id}
       and starts_with(o.type, ${type})
     order by o.position`);
  assertRecordedMatchSchemas(events);
  return events;
}
