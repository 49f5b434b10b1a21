import type { AuditRecord, ChainEnd } from "./record.ts";

/**
 * A signed statement that the records of a chain up to `sequence` were pruned, with the hash that
 * the next record links to.
 */
export interface Checkpoint {
  workspace_id: string;
  sequence: number;
  hash: string;
  /** The first record of this pruning; earlier records were pruned before. */
  pruned_from: number;
  /** All pruned records are older than this. */
  pruned_before: string;
  signed_at: string;
  signature: string;
}

/** A chain, and the secrets with which its checkpoints may be signed. */
export interface Chain {
  workspace_id: string;
  secrets: readonly string[];
}

/**
 * A record as it is stored: in columns. `hashed_data` is the text of its data. Records from before
 * version 0.4 have the line that was hashed in `record` instead, with its content repeated in the
 * columns for searching, and in `data`.
 */
export interface StoredRecord extends Omit<AuditRecord, "data"> {
  hashed_data: string | null;
  record: string | null;
  data: unknown;
  hash: string;
  salt: Buffer | null;
  personal: string | null;
}

/** Consecutive records of a chain, and the chain's state at that time. */
export interface ChainPart {
  records: StoredRecord[];
  head: ChainEnd | undefined;
  /** The last checkpoint. */
  checkpoint: Checkpoint | undefined;
  /** The sequence of the oldest stored record. */
  first: number | undefined;
  /** The hash of the record before these. */
  before: string | undefined;
}
