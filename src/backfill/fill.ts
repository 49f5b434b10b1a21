import { isConnectionLoss, messageOf } from "../db/failures.ts";
import type { Db } from "../db/pool.ts";
import { transaction } from "../db/transaction.ts";
import { Problem } from "../problems.ts";
import type { Backfill, BackfillKey } from "./backfill.ts";
import { countLeft } from "./count-left.ts";
import {
  type BackfillProgress,
  findProgress,
  lockProgress,
  saveCheck,
  saveProgress,
  startPass,
} from "./queries.ts";

const rowsInStep = 100;

/** A row that could not be filled. */
export interface BackfillFailure {
  key: BackfillKey;
  error: string;
}

/** What one step did. */
export interface BackfillStep {
  rows: number;
  failures: BackfillFailure[];
}

/**
 * Starts a backfill if it has not been started, or if rows without the value were found after its
 * end. Returns how far it is.
 */
export async function openBackfill(db: Db, backfill: Backfill): Promise<BackfillProgress> {
  const progress = await findProgress(db, backfill);
  if (progress && !(progress.is_finished && progress.is_check_due)) return progress;
  const isCheck = progress !== undefined;
  const rows_left = await countLeft(db, backfill, isCheck ? { max: 1 } : {});
  return await transaction(db, async (tx) => {
    if (isCheck && rows_left === 0) await saveCheck(tx, backfill);
    else await startPass(tx, backfill, { rows_left });
    const opened = await findProgress(tx, backfill);
    return opened ?? { ...finished, is_finished: true };
  });
}

/** A newer version of the backfill has replaced this one: there is nothing to do. */
const finished = { after: null, rows_left: 0, rows_failed: 0, is_check_due: false };

/**
 * Processes the next 100 rows and stores the progress, in one transaction, so that a killed worker
 * continues where it was. Returns undefined when nothing is left, or another process is at work. If
 * the rows fail together they are tried one by one; one that fails alone is passed over, stays
 * without the value, and is tried again by the next pass. Throws `unavailable` if the database is
 * unreachable.
 */
export async function fillStep(db: Db, backfill: Backfill): Promise<BackfillStep | undefined> {
  try {
    const rows = await fillRows(db, backfill, rowsInStep);
    return rows === undefined ? undefined : { rows, failures: [] };
  } catch (error) {
    throwIfUnavailable(error);
    return await fillOneByOne(db, backfill);
  }
}

async function fillOneByOne(db: Db, backfill: Backfill): Promise<BackfillStep | undefined> {
  const step: BackfillStep = { rows: 0, failures: [] };
  for (let n = 0; n < rowsInStep; n += 1) {
    let rows: number | undefined;
    try {
      rows = await fillRows(db, backfill, 1);
    } catch (error) {
      throwIfUnavailable(error);
      const key = await passOver(db, backfill);
      if (key) step.failures.push({ key, error: messageOf(error) });
      rows = key && 1;
    }
    if (!rows) return step;
    step.rows += rows;
  }
  return step;
}

async function fillRows(db: Db, backfill: Backfill, limit: number): Promise<number | undefined> {
  return await transaction(db, async (tx) => {
    const progress = await lockProgress(tx, backfill);
    if (!progress) return undefined;
    const { rows, last } = await backfill.fillNext(tx, {
      after: progress.after ?? undefined,
      limit,
    });
    const isFinished = rows < limit;
    await saveProgress(tx, backfill, { after: last, rows, failed: 0, isFinished });
    return rows;
  });
}

async function passOver(db: Db, backfill: Backfill): Promise<BackfillKey | undefined> {
  return await transaction(db, async (tx) => {
    const progress = await lockProgress(tx, backfill);
    const after = progress && (await backfill.findNextKey(tx, progress.after ?? undefined));
    if (after) await saveProgress(tx, backfill, { after, rows: 1, failed: 1, isFinished: false });
    return after;
  });
}

/** An unreachable database is not the row's fault. */
function throwIfUnavailable(error: unknown): void {
  if (error instanceof Problem && isConnectionLoss(error.cause)) throw error;
}
