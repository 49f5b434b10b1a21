import { hash } from "node:crypto";
import { canonical } from "../canonical.ts";
import type { StoredRecord } from "./chain.ts";
import { type AuditRecord, type ChainEnd, digestOf } from "./record.ts";

/** Why a record, or the place where one should be, is bad. */
export const badReasons = {
  missing: "The record is missing although the chain continues or its head refers to it.",
  pruned: "The record was pruned, as a signed checkpoint states. Continue from the checkpoint.",
  before_checkpoint: "The record exists although a checkpoint says that it was pruned.",
  checkpoint_forged: "The checkpoint was not signed by this installation, or was changed.",
  checkpoint_beyond_head: "The checkpoint lies beyond the head of its chain.",
  hash_differs: "The record's text does not match its hash.",
  unknown_format: "The record's format is unknown to this version.",
  column_differs: "A column differs from the record's text.",
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

const comparedColumns = [
  "workspace_id",
  "sequence",
  "action",
  "outcome",
  "actor_id",
  "subject_type",
  "subject_id",
  "request_id",
  "previous_hash",
] as const satisfies (keyof StoredRecord & keyof AuditRecord)[];

/**
 * Returns what is wrong with the record that should follow `end` in the chain; undefined if nothing
 * is.
 */
export function findBadReason(stored: StoredRecord, end: ChainEnd): BadReason | undefined {
  if (stored.sequence !== end.sequence + 1) return "missing";
  if (hash("sha256", stored.record) !== stored.hash) return "hash_differs";
  const record = parse(stored.record);
  if (!record) return "unknown_format";
  const columnsMatch =
    comparedColumns.every((name) => stored[name] === record[name]) &&
    canonical(stored.data) === canonical(record.data ?? null) &&
    canonical(stored.token) === canonical(record.token ?? null) &&
    isSameTime(stored.occurred_at, String(record.occurred_at));
  if (!columnsMatch) return "column_differs";
  if (record.previous_hash !== end.hash) return "link_differs";
  const { salt, personal: text } = stored;
  const digestMatches =
    salt === null || text === null || digestOf({ salt, text }) === record.personal_digest;
  return digestMatches ? undefined : "personal_differs";
}

/** Whether the record has a digest of personal data that was erased. */
export function isErased({ record, personal }: StoredRecord): boolean {
  return personal === null && (parse(record)?.personal_digest ?? null) !== null;
}

/** Compares to the microsecond, ignoring trailing zeros. */
function isSameTime(one: string, other: string): boolean {
  const [a, b] = [one, other].map((time) => time.replace(/\.?0*Z$/, "Z"));
  return a === b;
}

function parse(text: string): AuditRecord | undefined {
  try {
    const record = JSON.parse(text);
    return record?.v === 1 ? record : undefined;
  } catch {
    return undefined;
  }
}
