import { hash } from "node:crypto";
import { canonical } from "../canonical.ts";
import type { StoredRecord } from "./chain.ts";
import { type AuditRecord, type ChainEnd, digestOf } from "./record.ts";

/** What can be wrong with a record, or with the place where one should be. */
export const badReasons = {
  missing: "There is no record here, though the chain goes on or its head says so.",
  pruned: "The record was pruned, which a signed checkpoint says: go on from there.",
  before_checkpoint: "The record is here, though a checkpoint says that it was pruned.",
  checkpoint_forged: "The checkpoint here was not signed by this installation, or was changed.",
  checkpoint_beyond_head: "The checkpoint here lies behind the head of its chain.",
  hash_differs: "The record is not the text that was hashed.",
  unknown_format: "The record is in no format that this version writes.",
  column_differs: "A column beside the record does not say what the record says.",
  link_differs: "The record does not follow from the one before it.",
  personal_differs: "What is kept apart about a person is not what the record has the digest of.",
  beyond_head: "The record lies behind the head of its chain.",
  head_missing: "The chain has records and no head.",
  head_differs: "The record here is not the one that the head names.",
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

/** Says what is wrong with a record that is to come behind `end` in the chain; undefined where nothing is. */
export function findBadReason(stored: StoredRecord, end: ChainEnd): BadReason | undefined {
  if (stored.sequence !== end.sequence + 1) return "missing";
  if (hash("sha256", stored.record) !== stored.hash) return "hash_differs";
  const record = parse(stored.record);
  if (!record) return "unknown_format";
  const isBeside =
    comparedColumns.every((name) => stored[name] === record[name]) &&
    canonical(stored.data) === canonical(record.data ?? null) &&
    canonical(stored.token) === canonical(record.token ?? null) &&
    isSameMoment(stored.occurred_at, String(record.occurred_at));
  if (!isBeside) return "column_differs";
  if (record.previous_hash !== end.hash) return "link_differs";
  const { salt, personal: text } = stored;
  const isFaithful =
    salt === null || text === null || digestOf({ salt, text }) === record.personal_digest;
  return isFaithful ? undefined : "personal_differs";
}

/** Whether the record has a digest of something that is no longer there. */
export function isErased({ record, personal }: StoredRecord): boolean {
  return personal === null && (parse(record)?.personal_digest ?? null) !== null;
}

/** Both to the microsecond; how many zeros at the end are printed is no part of a moment. */
function isSameMoment(one: string, other: string): boolean {
  const [a, b] = [one, other].map((moment) => moment.replace(/\.?0*Z$/, "Z"));
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
