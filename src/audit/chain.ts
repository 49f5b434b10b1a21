import type { OutboxEntry } from "../events/relay/queries.ts";
import type { AuditRecord, ChainEnd } from "./record.ts";

/** That the records of a chain up to `sequence` were pruned, and the hash that the next one follows. */
export interface Checkpoint {
  workspace_id: string;
  sequence: number;
  hash: string;
  /** The first record that this pruning took; what lay before it was pruned earlier. */
  pruned_from: number;
  /** All that was pruned was of before this moment. */
  pruned_before: string;
  signed_at: string;
  signature: string;
}

/** A chain, and the secrets that its checkpoints may have been signed with. */
export interface Chain {
  workspace_id: string;
  secrets: readonly string[];
}

/** A record as it is stored: its text, and everything beside it. */
export interface StoredRecord
  extends Omit<AuditRecord, "v" | "ticket_id" | "personal_digest" | "token"> {
  token: OutboxEntry["token"];
  record: string;
  hash: string;
  salt: Buffer | null;
  personal: string | null;
}

/** A piece of a chain, and how the whole of it stood at that moment. */
export interface ChainPart {
  records: StoredRecord[];
  head: ChainEnd | undefined;
  /** The last one. */
  checkpoint: Checkpoint | undefined;
  /** The sequence of the oldest record that is there. */
  first: number | undefined;
  /** The hash of the record that the piece comes behind. */
  before: string | undefined;
}
