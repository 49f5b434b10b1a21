import { priorities } from "./ticket-filter.ts";

export const sorts = [
  "-created_at",
  "created_at",
  "-priority",
  "priority",
  "due_on",
  "-due_on",
] as const;
export type TicketSort = (typeof sorts)[number];

/** The sort in an address, or the given one where it has none that exists. */
export function sortFromQuery(query: URLSearchParams, otherwise: TicketSort): TicketSort {
  const asked = query.get("sort");
  return sorts.find((sort) => sort === asked) ?? otherwise;
}

/** The part of a ticket that decides its place. */
export interface SortedTicket {
  id: string;
  created_at: string;
  priority: string;
  due_on: string | null;
}

/** Compares tickets as the API sorts them, equal ones by ID, and those without a due date last. */
export function comparesBy(sort: TicketSort): (a: SortedTicket, b: SortedTicket) => number {
  const sign = sort.startsWith("-") ? -1 : 1;
  const keys = sortKeys[sort.replace("-", "") as keyof typeof sortKeys];
  return (a, b) => {
    for (const key of keys) {
      const [one, other] = [key(a), key(b)];
      if (one === other) continue;
      if (one === null) return 1;
      if (other === null) return -1;
      return one < other ? -sign : sign;
    }
    return 0;
  };
}

type Key = (ticket: SortedTicket) => string | number | null;
const id: Key = (ticket) => ticket.id;
const created_at: Key = (ticket) => ticket.created_at;
const rank: Key = ({ priority }) => (priorities as readonly string[]).indexOf(priority);

const sortKeys = {
  created_at: [created_at, id],
  priority: [rank, created_at, id],
  due_on: [(ticket) => ticket.due_on, id],
} as const satisfies Record<string, readonly Key[]>;
