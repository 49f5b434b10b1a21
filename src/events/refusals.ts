import { randomUUIDv7 } from "node:crypto";
import type { Logger } from "pino";
import type { Origin } from "../auth/workspace-context.ts";
import type { Db } from "../db/pool.ts";
import type { AuditAction } from "./catalogue/event-types.ts";
import type { RefusalData } from "./catalogue/refusal-data.ts";
import { insertEvents, type OutboxRow } from "./queries.ts";

export interface Refusal {
  action: AuditAction;
  code: string;
  /** The operation, if the action does not say it. */
  operation?: string;
  outcome?: "refused" | "failed";
  workspace_id: string | null;
  actor_id: string | null;
  origin: Origin;
}

/** Records refused attempts, outside the transactions that they rolled back. */
export interface Refusals {
  note(refusal: Refusal): void;
  close(): Promise<void>;
}

/** A refusal and how often it was repeated. */
interface Counted {
  refusal: Refusal;
  count: number;
}

const WINDOW_MS = 10_000;
const KINDS_MAX = 1_000;
const ROWS_MAX = 500;

/**
 * Records refusals without a row per request in a flood: the first of a kind (action, operation, code,
 * workspace, actor, API token, address) is written immediately, repeats within ten seconds as one
 * row with their `count`. Beyond a thousand kinds at a time, addresses are no longer distinguished.
 */
export function createRefusals(db: Db, log: Logger): Refusals {
  const repeats = new Map<string, Counted>();
  const pending: OutboxRow[] = [];
  let writing: Promise<void> | undefined;

  const write = (counted: readonly Counted[]) => {
    pending.push(...counted.map(toRow));
    writing ??= writePending().finally(() => {
      writing = undefined;
    });
  };
  // One statement at a time, in order, so that a flood uses only one connection of the pool.
  const writePending = async () => {
    while (pending.length > 0) {
      const rows = pending.splice(0, ROWS_MAX);
      await db.query(insertEvents(rows)).catch((error) => {
        log.error({ err: error, lost: rows.length }, "Refusals could not be recorded.");
      });
    }
  };
  const flush = () => {
    const counted = [...repeats.values()].filter(({ count }) => count > 0);
    repeats.clear();
    if (counted.length > 0) write(counted);
  };
  const timer = setInterval(flush, WINDOW_MS).unref();

  return {
    note(refusal) {
      const kind = kindOf(refusal, repeats.size < KINDS_MAX);
      const earlier = repeats.get(kind);
      if (earlier) {
        earlier.count += 1;
      } else {
        repeats.set(kind, { refusal, count: 0 });
        write([{ refusal, count: 1 }]);
      }
    },
    async close() {
      clearInterval(timer);
      flush();
      await writing;
    },
  };
}

function kindOf(
  { action, operation, code, workspace_id, actor_id, origin }: Refusal,
  withAddress: boolean,
) {
  const { address, token } = origin;
  return [action, operation, code, workspace_id, actor_id, token?.id, withAddress && address].join(
    " ",
  );
}

function toRow({ refusal, count }: Counted): OutboxRow {
  const { action, operation, code, outcome = "refused", workspace_id, actor_id, origin } = refusal;
  return {
    id: randomUUIDv7(),
    kind: "audit_only",
    type: action,
    outcome,
    workspace_id,
    actor_id,
    subject_type: workspace_id ? "workspace" : "instance",
    subject_id: workspace_id,
    ticket_id: null,
    data: { code, count, ...(operation && { operation }) } satisfies RefusalData,
    personal: {},
    ...origin,
  };
}
