import { priorities } from "../ticket-filter.ts";
import type { SortedTicket } from "../ticket-order.ts";

/** The part of a ticket that decides its place in the queue, and whether it is in it. */
export interface QueuedTicket extends SortedTicket {
  assignee_id: string | null;
}

/** The order of the queue, in which `claim-next` takes tickets: the most urgent first, then the oldest. */
export function compareInQueue(a: SortedTicket, b: SortedTicket): number {
  const byPriority = rankOf(b) - rankOf(a);
  if (byPriority !== 0) return byPriority;
  if (a.created_at !== b.created_at) return a.created_at < b.created_at ? -1 : 1;
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1;
}

function rankOf({ priority }: SortedTicket): number {
  return (priorities as readonly string[]).indexOf(priority);
}

/** The part of a `todo` column that is loaded, in the order of the queue. */
export interface LoadedQueue {
  tickets: readonly QueuedTicket[];
  isWhole: boolean;
}

/**
 * The ticket that `claim-next` would return: the first one that nobody has. Undefined if there is none, or
 * if it may be one that is not loaded.
 */
export function nextInQueue(
  queues: readonly LoadedQueue[],
  returned: readonly QueuedTicket[] = [],
): string | undefined {
  const free = (ticket: QueuedTicket) => ticket.assignee_id === null;
  const found = queues.flatMap(({ tickets }) => tickets.find(free) ?? []);
  const [next] = [...found, ...returned.filter(free)].sort(compareInQueue);
  if (!next) return undefined;
  const mayBeEarlier = queues.some(({ tickets, isWhole }) => {
    if (isWhole || tickets.some(free)) return false;
    const last = tickets.at(-1);
    return last === undefined || compareInQueue(last, next) < 0;
  });
  return mayBeEarlier ? undefined : next.id;
}
