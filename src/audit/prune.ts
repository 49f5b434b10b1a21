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

/** Records are held in memory while they are verified, as many as `verify` holds. */
const BATCH_SIZE = 1_000;

export interface PruneAuditOptions {
  /** What happened before this moment goes. */
  before: string;
  /** The first signs; each is taken for signed. */
  secrets: readonly string[];
  isDry?: boolean;
  stopping?: AbortSignal | undefined;
  batchSize?: number;
}

export interface PrunedAudit {
  chains: number;
  records: number;
  /** The chains that were left alone from there on, because a record in them is bad. */
  unsound: (BadRecord & { workspace_id: string })[];
}

/**
 * Deletes the records of before a moment from every chain, batch by batch, as the role that owns the tables; or,
 * where `isDry`, only counts them. A batch is verified before it goes, and ends at a checkpoint that is signed:
 * a signature over records that nobody verified would make a forgery true. A chain with a bad record is left
 * alone from there on, as the evidence that it is.
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
      const found = await checkDue(tx, chain, { from, before: options.before, limit: batchSize });
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

/** What is due and sound at the beginning of a chain: behind `start`, up to `end`. */
interface Due {
  start: number;
  end: ChainEnd;
  bad: BadRecord | undefined;
}

async function checkDue(
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

/** A checkpoint in place of the records, in one transaction: there is never the one without the other. */
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
