import { createTicketList, type TicketList } from "../store/lists/ticket-list.ts";
import type { StoredTicket } from "../store/tickets.ts";

const RECENT_DAYS = 14;
const DAY_MS = 86_400_000;

export type MyView = "assigned" | "reported";
export type MyGroup = "doing" | "todo" | "done" | "reported";

export interface MyList {
  group: MyGroup;
  list: TicketList;
}

export function viewFromQuery(query: URLSearchParams): MyView {
  return query.get("view") === "reported" ? "reported" : "assigned";
}

/** The lists of a view, each of all workflows: the API knows the category of every status. */
export function createMyLists(view: MyView, now = Date.now()): readonly MyList[] {
  if (view === "reported") {
    const open = { category: ["todo", "doing"], reporter_id: "me", sort: "-created_at" } as const;
    return [{ group: "reported", list: createTicketList(open) }];
  }
  const mine = { assignee_id: ["me"], sort: "-priority" } as const;
  const updated_after = new Date(now - RECENT_DAYS * DAY_MS).toISOString();
  return [
    { group: "doing", list: createTicketList({ ...mine, category: ["doing"] }) },
    { group: "todo", list: createTicketList({ ...mine, category: ["todo"] }) },
    {
      group: "done",
      list: createTicketList(
        { ...mine, category: ["done"], sort: "-created_at", updated_after },
        { compare: latestChangeFirst },
      ),
    },
  ];
}

function latestChangeFirst(a: StoredTicket, b: StoredTicket): number {
  if (a.updated_at !== b.updated_at) return a.updated_at < b.updated_at ? 1 : -1;
  return a.id === b.id ? 0 : a.id < b.id ? 1 : -1;
}
