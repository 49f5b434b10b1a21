import type { Db } from "../db/pool.ts";
import { applyRoleSettingsLocally } from "../db/role-settings.ts";
import { type Tx, transaction } from "../db/transaction.ts";
import type { Chain } from "./chain.ts";
import { type BadRecord, findBadReason } from "./check-record.ts";
import { signCheckpoint, startOfChain } from "./checkpoint.ts";
import {
  deletePersonal,
  deleteRecords,
  findChainToPrune,
  insertCheckpoint,
  lockPruning,
} from "./prune-queries.ts";
import { readChain } from "./queries.ts";
import type { ChainEnd } from "./record.ts";

/** A batch is in memory while it is verified. */
const BATCH_SIZE = 1_000;

export interface PruneAuditOptions {
  /** Records before this time are deleted. */
  before: string;
  /** The first one signs; signatures of all are accepted. */
  secrets: readonly string[];
  isDry?: boolean;
  stopping?: AbortSignal | undefined;
  batchSize?: number;
}

export interface PrunedAudit {
  chains: number;
  records: number;
  /** The chains that were pruned only up to a bad record. */
  unsound: (BadRecord & { workspace_id: string })[];
}

/**
 * Deletes the records before a time from every chain, batch by batch, as the role that owns the
 * tables; with `isDry`, only counts them. Each batch is verified before it is deleted, and a signed
 * checkpoint replaces it: a signature over unverified records would confirm a forgery. From a bad
 * record on, a chain is not pruned, because the rest is evidence.
 */
export async function pruneAudit(owner: Db, options: PruneAuditOptions): Promise<PrunedAudit> {
  const pruned: PrunedAudit = { chains: 0, records: 0, unsound: [] };
  let workspace_id = await findChainToPrune(owner, { after: undefined, before: options.before });
  while (workspace_id !== undefined && !options.stopping?.aborted) {
    const { records, bad } = await pruneChain(owner, workspace_id, options);
    if (records > 0) pruned.chains += 1;
    pruned.records += records;
    if (bad) pruned.unsound.push({ workspace_id, ...bad });
    workspace_id = await findChainToPrune(owner, { after: workspace_id, before: options.before });
  }
  return pruned;
}

async function pruneChain(
  owner: Db,
  workspace_id: string,
  options: PruneAuditOptions,
): Promise<{ records: number; bad?: BadRecord | undefined }> {
  const { batchSize = BATCH_SIZE, isDry = false, secrets, stopping } = options;
  const chain = { workspace_id, secrets };
  let records = 0;
  let from: ChainEnd | undefined;
  for (;;) {
    const due = await transaction(owner, async (tx) => {
      await tx.batch([applyRoleSettingsLocally(), lockPruning()]);
      const found = await verifyDue(tx, chain, { from, before: options.before, limit: batchSize });
      if (!isDry && found.end.sequence > found.start)
        await replaceByCheckpoint(tx, chain, found, options);
      return found;
    });
    records += due.end.sequence - due.start;
    if (isDry) from = due.end;
    const isLast = due.end.sequence - due.start < batchSize;
    if (due.bad || isLast || stopping?.aborted) return { records, bad: due.bad };
  }
}

/** The verified records that are due: after `start`, up to `end`. */
interface Due {
  start: number;
  end: ChainEnd;
  bad: BadRecord | undefined;
}

async function verifyDue(
  tx: Tx,
  { workspace_id, secrets }: Chain,
  { from, before, limit }: { from: ChainEnd | undefined; before: string; limit: number },
): Promise<Due> {
  const part = await readChain(tx, workspace_id, { after: from?.sequence ?? 0, limit });
  const start = from?.sequence ?? part.checkpoint?.sequence ?? 0;
  const beginning =
    from ?? startOfChain(part, { at: start, end: { sequence: 0, hash: null }, secrets });
  if ("reason" in beginning) return { start, end: { sequence: start, hash: null }, bad: beginning };
  let end = beginning;
  for (const record of part.records) {
    if (record.occurred_at >= before) break;
    const reason = findBadReason(record, end);
    if (reason) return { start, end, bad: { sequence: end.sequence + 1, reason } };
    end = { sequence: record.sequence, hash: record.hash };
  }
  return { start, end, bad: undefined };
}

/** Replaces the records by a checkpoint in one transaction, so that the chain never lacks both. */
async function replaceByCheckpoint(
  tx: Tx,
  { workspace_id }: Chain,
  { start, end: { sequence, hash } }: Due,
  { before, secrets: [secret] }: PruneAuditOptions,
): Promise<void> {
  if (hash === null || secret === undefined)
    throw new Error("There is nothing to sign, or no secret to sign it with.");
  const draft = { workspace_id, sequence, hash, pruned_from: start + 1, pruned_before: before };
  await tx.batch([
    insertCheckpoint(signCheckpoint(draft, secret)),
    deletePersonal(workspace_id, sequence),
    deleteRecords(workspace_id, sequence),
  ]);
}
