import { sql } from "./sql.ts";
import type { Tx } from "./transaction.ts";

const STALL_TIMEOUT = "2s";

/**
 * Lets PostgreSQL end this transaction, and so release its locks, if the process sends nothing for
 * two seconds: it is stopped or cut off, and another one waits for the locks. It adds no round trip.
 */
export function limitStalls(tx: Tx): void {
  tx.defer(sql`
    select set_config('idle_in_transaction_session_timeout', ${STALL_TIMEOUT}, true)`);
}
