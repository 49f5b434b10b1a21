import type { EventData } from "../events/catalogue/event-types.ts";
import type { ConsumedEvent } from "../events/consume/consume.ts";
import type { StatusChange } from "./queries.ts";

/** By how much these events change each count. Counts that do not change are left out. */
export function sumChanges(
  events: readonly Pick<ConsumedEvent, "type" | "data">[],
): StatusChange[] {
  const sums = new Map<string, StatusChange>();
  for (const change of events.flatMap(changesOf)) {
    const name = `${change.project_id} ${change.status}`;
    const sum = sums.get(name) ?? { ...change, count: 0 };
    sums.set(name, { ...sum, count: sum.count + change.count });
  }
  return [...sums.values()].filter(({ count }) => count !== 0);
}

function changesOf({ type, data }: Pick<ConsumedEvent, "type" | "data">): StatusChange[] {
  const { project_id, status, changes } = data as unknown as EventData<"ticket.transitioned">;
  const add = (to: string, count: 1 | -1) => ({ project_id, status: to, count });
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
