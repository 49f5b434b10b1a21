import { rowsOf, sendBatch } from "../driver/batch.ts";
import type { Db } from "../pool.ts";
import { sql } from "../sql.ts";
import { wasReadOnlyFromStart } from "./begin-session.ts";

/**
 * Whether the pool has a connection that can write, or can open one. Closes those that cannot write
 * any more, as after a failover. Throws if the database does not respond.
 */
export async function canWrite(db: Db): Promise<boolean> {
  for (let left = db.pool.options.max; ; left -= 1) {
    const { client, release } = await db.connect();
    let isWritable = false;
    try {
      const [[row] = []] = rowsOf(await sendBatch(client, [readIsWritable]));
      isWritable = (row as { is_writable: boolean } | undefined)?.is_writable === true;
    } finally {
      release(!isWritable);
    }
    if (isWritable || left === 0 || wasReadOnlyFromStart(client)) return isWritable;
  }
}

const readIsWritable = sql<{ is_writable: boolean }>`
  select current_setting('transaction_read_only') = 'off' as is_writable`;
