import type { Queryable } from "../db/pool.ts";
import { type BadReason, faultOf, isErased } from "./examine.ts";
import { findRecordHash, listRecords } from "./queries.ts";
import type { ChainEnd } from "./record.ts";

export interface Verification {
  ok: boolean;
  /** How many records were found good. */
  checked: number;
  /** How many of them have lost what they said about a person. */
  erased: number;
  /** Behind which record to go on; null at the end of the chain, and where something is wrong. */
  next: number | null;
  first_bad?: BadRecord;
}

export interface BadRecord {
  sequence: number;
  reason: BadReason;
}

/** Records have up to some 100 kB, so a step holds a few of them in memory at a time. */
const STEP = 1_000;

/**
 * Verifies at most `limit` records behind `after`, and at the end of the chain that its head is the last
 * record. Memory does not grow with the number of records.
 */
export async function verifyRecords(
  db: Queryable,
  workspace_id: string,
  { after = 0, limit }: { after?: number | undefined; limit: number },
): Promise<Verification> {
  const result: Verification = { ok: true, checked: 0, erased: 0, next: null };
  let end: ChainEnd | undefined = { sequence: 0, hash: null };
  if (after > 0) {
    const hash = await findRecordHash(db, workspace_id, after);
    if (hash === undefined) return bad(result, { sequence: after, reason: "missing" });
    end = { sequence: after, hash };
  }
  while (result.checked < limit) {
    const size = Math.min(STEP, limit - result.checked);
    const { records, head } = await listRecords(db, workspace_id, {
      after: end.sequence,
      limit: size,
    });
    for (const record of records) {
      const reason = record.sequence === end.sequence + 1 ? faultOf(record, end) : "missing";
      if (reason) return bad(result, { sequence: end.sequence + 1, reason });
      end = { sequence: record.sequence, hash: record.hash };
      result.checked += 1;
      if (isErased(record)) result.erased += 1;
    }
    if (records.length < size) {
      const fault = faultAtEnd(end, head);
      return fault ? bad(result, fault) : result;
    }
  }
  return { ...result, next: end.sequence };
}

/** Verifies a whole chain, however long it is. */
export async function verifyChain(
  db: Queryable,
  workspace_id: string,
): Promise<Omit<Verification, "next">> {
  const { next: _, ...result } = await verifyRecords(db, workspace_id, {
    limit: Number.MAX_SAFE_INTEGER,
  });
  return result;
}

/** What a chain that was verified says against a head of it that was kept elsewhere. */
export async function faultAgainst(
  db: Queryable,
  { workspace_id, sequence, hash }: ChainEnd & { workspace_id: string },
): Promise<BadRecord | undefined> {
  if (sequence === 0) return undefined;
  const found = await findRecordHash(db, workspace_id, sequence);
  if (found === undefined) return { sequence, reason: "missing" };
  return found === hash ? undefined : { sequence, reason: "head_differs" };
}

function faultAtEnd(end: ChainEnd, head: ChainEnd | undefined): BadRecord | undefined {
  const { sequence } = end;
  if (!head) return sequence === 0 ? undefined : { sequence, reason: "head_missing" };
  if (head.sequence > sequence) return { sequence: sequence + 1, reason: "missing" };
  if (head.sequence < sequence) return { sequence: head.sequence + 1, reason: "beyond_head" };
  return head.hash === end.hash ? undefined : { sequence, reason: "head_differs" };
}

function bad(result: Verification, first_bad: BadRecord): Verification {
  return { ...result, ok: false, first_bad };
}
