import type { Comment } from "../../../client/index.ts";
import type { EditedFields } from "../conflicts.ts";
import type { StoredTicket, TicketChange } from "../tickets/stored-ticket.ts";

export type WriteOperation =
  | "transitionTicket"
  | "updateTicket"
  | "labelTicket"
  | "unlabelTicket"
  | "createTicket"
  | "deleteTicket"
  | "restoreTicket"
  | "createComment"
  | "updateComment"
  | "deleteComment"
  | "runBulkOperations";

/** A write that the server has not answered. It is plain data, because it survives a reload. */
export interface OutboxEntry {
  /** The `Idempotency-Key`, made before the first attempt. */
  key: string;
  /** Writes are sent in this order. */
  order: number;
  /** The tab that sends it. */
  tab: string;
  operation: WriteOperation;
  input: { workspace_id: string } & Record<string, unknown>;
  /** The version that the change began from. */
  ifMatch?: number;
  /** The tickets that it changes: writes to one ticket are sent one after the other. */
  ticketIds: readonly string[];
  /** What is shown of each ticket meanwhile, by its ID. */
  changes?: Readonly<Record<string, TicketChange>>;
  /** What an edit began from, for merging: the version, and the fields that change. */
  base?: EditedFields & { version: number };
  /** What a person has typed, and the draft that it becomes if the write is refused. */
  draft?: { name: string; value: unknown };
  /** What to call the write in a refusal, such as "ENG-4". */
  subject: string;
  /** Not sent before this time, in milliseconds since 1970, so that it can be undone. */
  notBefore?: number;
  /** An attempt may have arrived although its answer did not. */
  mayHaveArrived?: boolean;
}

/** What became of an attempt. `later` is neither success nor refusal: it is tried again. */
export type Attempt =
  | { kind: "done"; answer: unknown }
  | { kind: "refused"; problem: unknown }
  | { kind: "later"; afterMs: number; mayHaveArrived: boolean; isOffline: boolean };

/** A ticket of a bulk that was refused, by key, with the reason as a sentence. */
export interface RefusedTicket {
  id: string;
  key: string;
  detail: string;
}

export type WriteResult =
  | { ok: true; ticket?: StoredTicket; comment?: Comment; refused?: readonly RefusedTicket[] }
  | { ok: false; problem: unknown };

export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
