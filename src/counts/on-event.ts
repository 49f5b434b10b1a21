import type { Tx } from "../db/transaction.ts";
import type { EventData } from "../events/catalogue/event-types.ts";
import type { OutboxEntry } from "../events/relay/queries.ts";
import { addToCounts, type CountChange } from "./queries.ts";

/** Counts tickets by project and status as they are made, moved, deleted and restored. */
export async function countTickets(tx: Tx, rows: readonly OutboxEntry[]): Promise<void> {
  const sums = new Map<string, CountChange>();
  for (const change of rows.flatMap(changesOf)) {
    const { workspace_id, project_id, status } = change;
    const name = [workspace_id, project_id, status].join(" ");
    const sum = sums.get(name) ?? { ...change, count: 0 };
    sums.set(name, { ...sum, count: sum.count + change.count });
  }
  if (sums.size > 0) await addToCounts(tx, [...sums.values()]);
}

function changesOf({ type, outcome, workspace_id, data }: OutboxEntry): CountChange[] {
  if (outcome !== "success" || workspace_id === null) return [];
  const { project_id, status, changes } = data as unknown as EventData<"ticket.transitioned">;
  const add = (to: string, count: 1 | -1) => ({ workspace_id, project_id, status: to, count });
  switch (type) {
    case "ticket.created":
    case "ticket.restored":
      return [add(status, 1)];
    case "ticket.deleted":
      return [add(status, -1)];
    case "ticket.transitioned":
    case "ticket.claimed":
      return changes.status?.from ? [add(changes.status.from, -1), add(changes.status.to, 1)] : [];
    default:
      return [];
  }
}
