import type { Sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";

/** Where a row is in its table: the values of its key, as text. */
export type BackfillKey = readonly string[];

/** The rows after a key, or from the first one, in the order of the key. */
export interface BackfillRange {
  after: BackfillKey | undefined;
  limit: number;
}

/** The result of counting one range. */
export interface BackfillCount {
  /** How many rows the range has; fewer than the limit if there are no more. */
  rows: number;
  /** How many of them lack the value. */
  left: number;
  /** The key of the last row; null if the range is empty. */
  last: string[] | null;
}

/**
 * Fills a value that only the server can compute, for rows that were written without it. The rest of
 * the code must work for rows that lack the value, and writes it for every new row.
 */
export interface BackfillOf<Row> {
  /** Its name in the table `backfills`, in `slacky doctor` and in metrics. */
  name: string;
  /** Raise it if the value is computed differently: all rows are then processed again. */
  version: number;
  /**
   * The next rows after a key, in the order of the key. It may leave out rows that have the value if
   * an index does so; otherwise it returns them too, because it must not read more than `limit` rows.
   */
  listNext(range: BackfillRange): Sql<Row>;
  keyOf(row: Row): BackfillKey;
  /**
   * Writes the value, in the transaction that stores the progress. A row may have changed since it
   * was listed, unless `listNext` locks it.
   */
  write(tx: Tx, rows: readonly Row[]): Promise<void>;
  /** Counts the rows of the range that `listNext` would process, and those without the value. */
  countNext(range: BackfillRange): Sql<BackfillCount>;
}

/** A backfill with the type of its rows hidden, so that all of them fit in one list. */
export interface Backfill extends Pick<BackfillOf<unknown>, "name" | "version" | "countNext"> {
  /** Processes the next rows. Returns how many there were, and the key of the last one. */
  fillNext(tx: Tx, range: BackfillRange): Promise<{ rows: number; last: BackfillKey | undefined }>;
  /** The key of the next row, without processing it. */
  findNextKey(tx: Tx, after: BackfillKey | undefined): Promise<BackfillKey | undefined>;
}

export function defineBackfill<Row>(definition: BackfillOf<Row>): Backfill {
  const { name, version, listNext, keyOf, write, countNext } = definition;
  const lastOf = (rows: readonly Row[]) => rows.slice(-1).map(keyOf)[0];
  return {
    name,
    version,
    countNext,
    async fillNext(tx, range) {
      const rows = await tx.query(listNext(range));
      if (rows.length > 0) await write(tx, rows);
      return { rows: rows.length, last: lastOf(rows) };
    },
    async findNextKey(tx, after) {
      return lastOf(await tx.query(listNext({ after, limit: 1 })));
    },
  };
}
