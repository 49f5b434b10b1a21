import type { Queryable } from "../db/pool.ts";
import type { Chain, Checkpoint } from "./chain.ts";
import { type BadRecord, findBadReason, isErased } from "./check-record.ts";
import { isCheckpointSigned, startOfChain } from "./checkpoint.ts";
import { findCheckpointCovering, findRecordHash, readChain } from "./queries.ts";
import type { ChainEnd } from "./record.ts";

export interface Verification {
  ok: boolean;
  /** How many records were verified. */
  checked: number;
  /** How many of these have had their personal data erased. */
  erased: number;
  /** The sequence to continue after; null at the end of the chain, and if a record is bad. */
  next: number | null;
  first_bad?: BadRecord;
  /**
   * The checkpoint where verification started, or could start, instead of at the pruned records.
   */
  checkpoint?: Pick<Checkpoint, "sequence" | "pruned_from" | "pruned_before" | "signed_at">;
}

/** A record may have 100 kB, so only this many are in memory at a time. */
const BATCH_SIZE = 1_000;

/**
 * Verifies at most `limit` records after `after`; at the end of the chain, also that its head is
 * the last record. Without `after` it starts at record 1, pruned or not; it starts at a checkpoint
 * only if `after` names it. Memory does not grow with the number of records.
 */
export async function verifyRecords(
  db: Queryable,
  { workspace_id, secrets }: Chain,
  { after = 0, limit }: { after?: number | undefined; limit: number },
): Promise<Verification> {
  const result: Verification = { ok: true, checked: 0, erased: 0, next: null };
  let end: ChainEnd | undefined = after === 0 ? { sequence: 0, hash: null } : undefined;
  while (result.checked < limit) {
    const size = Math.min(BATCH_SIZE, limit - result.checked);
    const at: number = end?.sequence ?? after;
    const part = await readChain(db, workspace_id, { after: at, limit: size });
    end ??= part.before === undefined ? undefined : { sequence: at, hash: part.before };
    const beginning = startOfChain(part, { at, end, secrets });
    setCheckpoint(result, part.checkpoint, at);
    if ("reason" in beginning) return bad(result, beginning);
    end = beginning;
    for (const record of part.records) {
      const reason = findBadReason(record, end);
      if (reason) return bad(result, { sequence: end.sequence + 1, reason });
      end = { sequence: record.sequence, hash: record.hash };
      result.checked += 1;
      if (isErased(record)) result.erased += 1;
    }
    if (part.records.length < size) {
      const fault = checkChainEnd(end, part.head);
      return fault ? bad(result, fault) : result;
    }
  }
  return { ...result, next: end?.sequence ?? after };
}

/** Verifies a whole chain of any length, from its last checkpoint if it was pruned. */
export async function verifyChain(
  db: Queryable,
  chain: Chain,
  { after = 0 }: { after?: number } = {},
): Promise<Omit<Verification, "next">> {
  let from = after;
  let checked = 0;
  let erased = 0;
  for (;;) {
    const limit = Number.MAX_SAFE_INTEGER;
    const { next: _, ...part } = await verifyRecords(db, chain, { after: from, limit });
    checked += part.checked;
    erased += part.erased;
    // The chain may be pruned during verification too. Each checkpoint is later than the last, so
    // this ends.
    if (part.first_bad?.reason !== "pruned" || !part.checkpoint)
      return { ...part, checked, erased };
    from = part.checkpoint.sequence;
  }
}

/**
 * Compares a verified chain with a head of it that was stored elsewhere. `pruned` is not a fault:
 * the record to compare with no longer exists.
 */
export async function compareWithHead(
  db: Queryable,
  { workspace_id, secrets }: Chain,
  { sequence, hash }: ChainEnd,
): Promise<BadRecord | undefined> {
  if (sequence === 0) return undefined;
  let found = await findRecordHash(db, workspace_id, sequence);
  if (found === undefined) {
    const checkpoint = await findCheckpointCovering(db, workspace_id, sequence);
    if (!checkpoint) return { sequence, reason: "missing" };
    if (!isCheckpointSigned(checkpoint, secrets)) {
      return { sequence: checkpoint.sequence, reason: "checkpoint_forged" };
    }
    if (checkpoint.sequence > sequence) return { sequence, reason: "pruned" };
    found = checkpoint.hash;
  }
  return found === hash ? undefined : { sequence, reason: "head_differs" };
}

function setCheckpoint(result: Verification, checkpoint: Checkpoint | undefined, at: number): void {
  if (!checkpoint || checkpoint.sequence < at) return;
  const { sequence, pruned_from, pruned_before, signed_at } = checkpoint;
  result.checkpoint = { sequence, pruned_from, pruned_before, signed_at };
}

function checkChainEnd(end: ChainEnd, head: ChainEnd | undefined): BadRecord | undefined {
  const { sequence } = end;
  if (!head) return sequence === 0 ? undefined : { sequence, reason: "head_missing" };
  if (head.sequence > sequence) return { sequence: sequence + 1, reason: "missing" };
  if (head.sequence < sequence) return { sequence: head.sequence + 1, reason: "beyond_head" };
  return head.hash === end.hash ? undefined : { sequence, reason: "head_differs" };
}

function bad(result: Verification, first_bad: BadRecord): Verification {
  return { ...result, ok: false, first_bad };
}
