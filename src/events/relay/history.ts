import { messageOf, sqlState } from "../../db/failures.ts";
import type { Queryable } from "../../db/pool.ts";
import { readClusterNow } from "./queries.ts";

/** Not in the right state (Aurora), no privilege, not supported. */
const refusals = new Set(["55000", "42501", "0A000"]);

/**
 * Says why the relay cannot learn whether the database was restored or failed over, and what to do;
 * undefined if it can, or if the operator has given the history a name.
 */
export async function findHistoryFault(
  db: Queryable,
  { history }: { history: string | undefined },
): Promise<string | undefined> {
  if (history !== undefined) return undefined;
  try {
    await readClusterNow(db);
    return undefined;
  } catch (error) {
    if (!refusals.has(sqlState(error) ?? "")) throw error;
    return (
      `The database refuses the functions of its write-ahead log (${messageOf(error)}), so no event ` +
      "can be relayed. Set `SLACKY_HISTORY` to a name for this history of the database, such as " +
      "2026-12-01, and change it after each restore: docs/operations.md."
    );
  }
}
