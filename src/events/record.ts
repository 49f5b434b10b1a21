import { randomUUIDv7 } from "node:crypto";
import type { Origin } from "../auth/scope.ts";
import type { Tx } from "../db/transaction.ts";
import { insertEvents, type OutboxRow } from "./queries.ts";
import { type EventType, eventTypes } from "./types.ts";

/** Who did it and from where. A job acts as `system`: no actor, no origin, the cause in `data`. */
export interface EventSource {
  workspace_id: string | null;
  actor: { id: string } | null;
  origin: Origin;
}

export interface EventDraft {
  type: EventType;
  subject: { type: string; id: string | null };
  ticket_id?: string;
  outcome?: OutboxRow["outcome"];
  data?: Record<string, unknown>;
  /** Kept apart from `data`, for the audit log alone, where it can be erased. */
  personal?: Record<string, unknown>;
}

export const systemOrigin: Origin = { address: null, user_agent: null, request_id: null };

const recorded = new WeakMap<Tx, OutboxRow[]>();

/**
 * Records what a command does. Call it any time after the command's last lock: all events of a transaction
 * are inserted by one statement right before COMMIT, so their positions follow the locks.
 */
export function recordEvent(tx: Tx, source: EventSource, draft: EventDraft): void {
  let rows = recorded.get(tx);
  if (!rows) {
    const fresh: OutboxRow[] = [];
    recorded.set(tx, fresh);
    tx.beforeCommit(() => insertEvents(fresh));
    rows = fresh;
  }
  rows.push(toRow(source, draft));
}

function toRow({ workspace_id, actor, origin }: EventSource, draft: EventDraft): OutboxRow {
  const { type, subject, ticket_id = null, outcome = "success", data = {}, personal = {} } = draft;
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
    data,
    personal,
    ...origin,
  };
}
