import type { Db, Queryable } from "../db/pool.ts";
import { transaction } from "../db/transaction.ts";
import { lockCursor } from "../events/consume/queries.ts";
import {
  countFromTickets,
  countsCursor,
  listStoredCounts,
  listUncounted,
  replaceCounts,
  type StatusCount,
  useOneSnapshot,
} from "./queries.ts";
import { sumChanges } from "./sum-changes.ts";

/**
 * Compares the stored counts of a workspace with its tickets, and replaces them if they differ. The
 * tickets are ahead of the counts by the events that are not counted yet, so these are subtracted,
 * all from one snapshot, while the cursor is locked. Returns how many counts were wrong; undefined
 * if the consumer has locked the cursor.
 */
export async function repairCounts(db: Db, workspace_id: string): Promise<number | undefined> {
  return await transaction(db, async (tx) => {
    await tx.query(useOneSnapshot());
    if (!(await lockCursor(tx, workspace_id, countsCursor))) return undefined;
    const { wrong, expected } = await compareCounts(tx, workspace_id);
    if (wrong > 0) await replaceCounts(tx, workspace_id, expected);
    return wrong;
  });
}

/** How many counts of a workspace are wrong, and what they should be. Run it in one snapshot. */
export async function compareCounts(
  db: Queryable,
  workspace_id: string,
): Promise<{ wrong: number; expected: StatusCount[] }> {
  const tickets = await countFromTickets(db, workspace_id);
  const uncounted = sumChanges(await listUncounted(db, workspace_id));
  const expected = subtract(tickets, uncounted);
  const differences = subtract(expected, await listStoredCounts(db, workspace_id));
  return {
    wrong: differences.filter(({ count }) => count !== 0).length,
    expected: expected.filter(({ count }) => count > 0),
  };
}

function subtract(from: readonly StatusCount[], counts: readonly StatusCount[]): StatusCount[] {
  const difference = new Map(from.map((row) => [nameOf(row), row]));
  for (const row of counts) {
    const { count } = difference.get(nameOf(row)) ?? { count: 0 };
    difference.set(nameOf(row), { ...row, count: count - row.count });
  }
  return [...difference.values()];
}

function nameOf({ project_id, status }: StatusCount): string {
  return `${project_id} ${status}`;
}
