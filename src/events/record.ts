import { randomUUIDv7 } from "node:crypto";
import type { Origin } from "../auth/workspace-context.ts";
import type { Sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import { withDigests } from "./catalogue/changed-texts.ts";
import { type EventData, type EventType, eventTypes } from "./catalogue/event-types.ts";
import { insertEvents, type OutboxRow } from "./queries.ts";

/**
 * Who acted and from where. Jobs act as `system`: no actor, no origin, and the cause is in `data`.
 */
export interface EventSource {
  workspace_id: string | null;
  actor: { id: string } | null;
  origin: Origin;
}

/** What a command records about an action. The event type determines `data`. */
export type EventDraft<Type extends EventType> = {
  type: Type;
  subject: { type: string; id: string | null };
  ticket_id?: string;
  outcome?: OutboxRow["outcome"];
  /** Personal data, stored only in the audit log, where it can be erased. */
  personal?: Record<string, unknown>;
  /** An expression for a JSON object of what only the database knows, merged into `data`. */
  computedData?: Sql;
} & (Record<never, never> extends EventData<Type>
  ? { data?: EventData<Type> }
  : { data: EventData<Type> });

export const systemOrigin: Origin = {
  address: null,
  user_agent: null,
  request_id: null,
  token: null,
};

const recorded = new WeakMap<Tx, OutboxRow[]>();

/**
 * Records what a command does. Call it at any time after the command's last lock: all events of a
 * transaction are inserted by one statement right before COMMIT, so their positions follow the
 * order of the locks.
 */
export function recordEvent<Type extends EventType>(
  tx: Tx,
  source: EventSource,
  draft: EventDraft<Type>,
): void {
  let rows = recorded.get(tx);
  if (!rows) {
    const fresh: OutboxRow[] = [];
    recorded.set(tx, fresh);
    tx.beforeCommit(() => insertEvents(fresh));
    rows = fresh;
  }
  rows.push(toRow(source, draft));
}

function toRow<Type extends EventType>(
  { workspace_id, actor, origin }: EventSource,
  draft: EventDraft<Type>,
): OutboxRow {
  const { type, subject, ticket_id = null, outcome = "success", data = {}, personal = {} } = draft;
  const { computedData } = draft;
  return {
    id: randomUUIDv7(),
    kind: outcome === "success" ? eventTypes[type].kind : "audit_only",
    type,
    outcome,
    workspace_id,
    actor_id: actor?.id ?? null,
    subject_type: subject.type,
    subject_id: subject.id,
    ticket_id,
    data: withDigests(data),
    computedData,
    personal,
    ...origin,
  };
}
