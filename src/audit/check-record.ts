import { hash } from "node:crypto";
import { canonical } from "../canonical.ts";
import type { StoredRecord } from "./chain.ts";
import { type AuditRecord, type ChainEnd, digestOf, lineOf } from "./record.ts";

/** Why a record, or the place where one should be, is bad. */
export const badReasons = {
  missing: "The record is missing although the chain continues or its head refers to it.",
  pruned: "The record was pruned, as a signed checkpoint states. Continue from the checkpoint.",
  before_checkpoint: "The record exists although a checkpoint says that it was pruned.",
  checkpoint_forged: "The checkpoint was not signed by this installation, or was changed.",
  checkpoint_beyond_head: "The checkpoint lies beyond the head of its chain.",
  hash_differs: "The record does not match its hash.",
  unknown_format: "The record's format is unknown to this version.",
  column_differs: "A column differs from the line that was hashed.",
  link_differs: "The record does not continue the one before it.",
  personal_differs: "The personal data does not match the digest in the record.",
  beyond_head: "The record lies beyond the head of its chain.",
  head_missing: "The chain has records but no head.",
  head_differs: "The record's hash differs from the one in the head.",
} as const;

export type BadReason = keyof typeof badReasons;

export interface BadRecord {
  sequence: number;
  reason: BadReason;
}

/** The line of a record, parsed. */
type Line = Omit<AuditRecord, "data" | "token"> & { data?: unknown; token?: unknown };

const repeatedColumns = [
  "workspace_id",
  "sequence",
  "action",
  "outcome",
  "actor_id",
  "subject_type",
  "subject_id",
  "request_id",
  "previous_hash",
] as const satisfies (keyof StoredRecord & keyof Line)[];

/**
 * Returns what is wrong with the record that should follow `end` in the chain; undefined if nothing
 * is.
 */
export function findBadReason(stored: StoredRecord, end: ChainEnd): BadReason | undefined {
  if (stored.sequence !== end.sequence + 1) return "missing";
  const text = stored.record ?? lineOf({ ...stored, data: stored.hashed_data ?? "" });
  if (hash("sha256", text) !== stored.hash) return "hash_differs";
  const line = parse(text);
  if (!line) return "unknown_format";
  if (!repeatsLine(stored, line)) return "column_differs";
  if (line.previous_hash !== end.hash) return "link_differs";
  const { salt, personal } = stored;
  const digestMatches =
    salt === null ||
    personal === null ||
    digestOf({ salt, text: personal }) === line.personal_digest;
  return digestMatches ? undefined : "personal_differs";
}

/** Whether the record has a digest of personal data that was erased. */
export function isErased({ record, personal, personal_digest }: StoredRecord): boolean {
  const digest = record === null ? personal_digest : parse(record)?.personal_digest;
  return personal === null && (digest ?? null) !== null;
}

/**
 * Whether the columns that the hash does not cover are as they should be: those that repeat a stored line
 * agree with it, and those that the record's layout does not use are empty.
 */
function repeatsLine(stored: StoredRecord, line: Line): boolean {
  if (stored.record === null) return stored.data === null;
  const { ticket_id, personal_digest, hashed_data } = stored;
  return (
    [ticket_id, personal_digest, hashed_data].every((value) => value === null) &&
    repeatedColumns.every((name) => stored[name] === line[name]) &&
    canonical(stored.data) === canonical(line.data ?? null) &&
    canonical(stored.token) === canonical(line.token ?? null) &&
    isSameTime(stored.occurred_at, String(line.occurred_at))
  );
}

/** Compares to the microsecond, ignoring trailing zeros. */
function isSameTime(one: string, other: string): boolean {
  const [a, b] = [one, other].map((time) => time.replace(/\.?0*Z$/, "Z"));
  return a === b;
}

function parse(text: string): Line | undefined {
  try {
    const line = JSON.parse(text);
    return line?.v === 1 ? line : undefined;
  } catch {
    return undefined;
  }
}
