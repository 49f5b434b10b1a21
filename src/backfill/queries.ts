import type { Queryable } from "../db/pool.ts";
import { sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import type { Backfill, BackfillKey } from "./backfill.ts";

/** How far a backfill has come. */
export interface BackfillProgress {
  /** The key of the last row that was processed; null at the start. */
  after: string[] | null;
  /** An estimate: counted at the start of the pass, less the rows that were processed. */
  rows_left: number;
  /** The rows that failed in this pass. They still lack the value. */
  rows_failed: number;
  is_finished: boolean;
  /** Whether it is time to look for rows that were written without the value after the end. */
  is_check_due: boolean;
}

type Named = Pick<Backfill, "name" | "version">;

/** Undefined if this version has not been started. */
export async function findProgress(
  db: Queryable,
  { name, version }: Named,
): Promise<BackfillProgress | undefined> {
  const [progress] = await db.query(sql<BackfillProgress>`
    select ${columns}
      from backfills b
     where b.name = ${name}
       and b.version = ${version}`);
  return progress;
}

/**
 * Locks the progress of a backfill that is not finished. Undefined if it is, or if another process
 * has locked it.
 */
export async function lockProgress(
  tx: Tx,
  { name, version }: Named,
): Promise<BackfillProgress | undefined> {
  const [progress] = await tx.query(sql<BackfillProgress>`
    select ${columns}
      from backfills b
     where b.name = ${name}
       and b.version = ${version}
       and b.finished_at is null
       for no key update skip locked`);
  return progress;
}

/**
 * Starts a pass: at the first row, for a new backfill, for a new version, or for one that is
 * finished. Changes nothing while a pass of this version is in progress.
 */
export async function startPass(
  tx: Tx,
  { name, version }: Named,
  { rows_left }: { rows_left: number },
): Promise<void> {
  await tx.query(sql`
    insert into backfills as b (name, version, rows_left)
    values (${name}, ${version}, ${rows_left})
        on conflict (name) do update
       set version = excluded.version, after = null, rows_left = excluded.rows_left,
           rows_failed = 0, passes = b.passes + (b.finished_at is not null)::integer,
           finished_at = null, checked_at = null, moved_at = clock_timestamp()
     where b.version < excluded.version
        or b.version = excluded.version and b.finished_at is not null`);
}

/** Moves past rows that were processed or have failed. */
export async function saveProgress(
  tx: Tx,
  { name }: Named,
  {
    after,
    rows,
    failed,
    isFinished,
  }: { after: BackfillKey | undefined; rows: number; failed: number; isFinished: boolean },
): Promise<void> {
  await tx.query(sql`
    update backfills b
       set after = coalesce(${after ?? null}::text[], b.after),
           rows_left = case when ${isFinished} then b.rows_failed + ${failed}
                            else greatest(0, b.rows_left - ${rows}) end,
           rows_failed = b.rows_failed + ${failed},
           finished_at = case when ${isFinished} then clock_timestamp() end,
           moved_at = clock_timestamp()
     where b.name = ${name}`);
}

/** Notes that no row lacks the value, so that the next check is a day away. */
export async function saveCheck(tx: Tx, { name, version }: Named): Promise<void> {
  await tx.query(sql`
    update backfills
       set checked_at = clock_timestamp()
     where name = ${name}
       and version = ${version}`);
}

// A process of an earlier version may write rows for minutes after the end, so the first check is early.
const columns = sql`
  b.after, b.rows_left, b.rows_failed, b.finished_at is not null as is_finished,
           coalesce(b.checked_at + interval '1 day', b.finished_at + interval '10 minutes')
             < clock_timestamp() as is_check_due`;
