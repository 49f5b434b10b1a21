import { api } from "../../api/client.ts";
import {
  type FilteredTicket,
  filterNames,
  passesFilter,
  type TicketFilter,
} from "../ticket-filter.ts";
import { comparesBy, type TicketSort } from "../ticket-order.ts";
import { receiveTickets, type StoredTicket, ticketSignal } from "../tickets.ts";
import { categoryOf, myId, workspace } from "../workspace.ts";
import { createPagedIds, type PagedIds } from "./paged-ids.ts";

const PAGE = 100;
const PAGE_MAX = 500;

/** Which tickets a list has, in which order, under the names of the API. */
export interface TicketListRequest extends TicketFilter {
  sort: TicketSort;
  project_id?: string;
  reporter_id?: "me";
  archived?: "include";
  updated_after?: string;
}

export interface TicketList extends PagedIds<StoredTicket> {
  request: TicketListRequest;
  /** Where a search has found each ticket. */
  matches: ReadonlyMap<string, StoredTicket["matched"]>;
}

/** A list of tickets, loaded page by page. */
export function createTicketList(
  request: TicketListRequest,
  /** The order in which the rows are shown, where the API has no such sort. */
  { compare }: { compare?: (a: StoredTicket, b: StoredTicket) => number } = {},
): TicketList {
  const matches = new Map<string, StoredTicket["matched"]>();
  const places = new Map<string, number>();
  const placeOf = ({ id }: StoredTicket) => places.get(id) ?? Number.POSITIVE_INFINITY;
  const list = createPagedIds<StoredTicket>({
    async loadPage({ cursor, rows, signal }) {
      const page = await api.listTickets(
        {
          workspace_id: workspace.peek()?.id ?? "",
          fields: "card",
          limit: Math.min(PAGE_MAX, Math.max(PAGE, rows ?? 0)),
          ...parametersOf(request),
          ...(cursor !== undefined && { cursor }),
        },
        { signal },
      );
      for (const { id, matched } of page.data) {
        matches.set(id, matched);
        places.set(id, places.get(id) ?? places.size);
      }
      receiveTickets(page.data);
      return page;
    },
    rowOf: (id) => ticketSignal(id)?.peek(),
    // A search lists a ticket that it names first, whatever the sort.
    compare:
      request.q === undefined
        ? (compare ?? comparesBy(request.sort))
        : (a, b) => placeOf(a) - placeOf(b),
  });
  return { ...list, request, matches };
}

/** The parameters of `GET W/tickets`. */
function parametersOf(request: TicketListRequest) {
  const { sort, project_id, reporter_id, archived, updated_after } = request;
  const filter = Object.fromEntries(
    filterNames.flatMap((name) => {
      const value = request[name];
      if (value === undefined) return [];
      return [[name, typeof value === "string" ? value : [...value]]];
    }),
  );
  return {
    sort,
    ...filter,
    ...(project_id !== undefined && { project_id }),
    ...(reporter_id && { reporter_id }),
    ...(archived && { archived }),
    ...(updated_after !== undefined && { updated_after }),
  };
}

/** Takes a ticket that has changed into the list, to another place in it, or out of it. */
export function updateTicketList(list: TicketList, ticket: StoredTicket): void {
  const isListed = list.ids.peek().includes(ticket.id);
  const passes = belongs(ticket, list.request);
  if (passes === false) list.remove(ticket.id);
  // Where only the server can say, what it has listed stays, and nothing is added.
  else if (passes || isListed) list.place(ticket);
}

/** Whether a ticket belongs to a list; undefined where only the server can say. */
function belongs(ticket: StoredTicket, request: TicketListRequest): boolean | undefined {
  if (ticket.deleted_at) return false;
  if (request.project_id !== undefined && ticket.project_id !== request.project_id) return false;
  const category = categoryOf(ticket.project_id, ticket.status);
  const passes = passesFilter(ticket, request, { myId: myId.peek(), category });
  if (passes !== true) return passes;
  if (request.reporter_id === undefined) return true;
  return ticket.reporter_id === undefined ? undefined : ticket.reporter_id === myId.peek();
}

/**
 * Whether a ticket whose event says only what changed may belong to a list: whether nothing that
 * is known of it speaks against.
 */
export function mayBelong(
  news: { project_id: string; to: string | undefined; values: Partial<StoredTicket> },
  request: TicketListRequest,
): boolean {
  if (news.to === undefined) return false;
  if (request.project_id !== undefined && request.project_id !== news.project_id) return false;
  const known: Partial<FilteredTicket> = { ...news.values, status: news.to };
  const filter = Object.fromEntries(
    filterNames
      .filter((name) => name !== "q" && (name === "category" || fieldOf[name] in known))
      .map((name) => [name, request[name]]),
  );
  const ticket = { status: news.to, assignee_id: null, priority: "none", labels: [], ...known };
  const category = categoryOf(news.project_id, news.to);
  return passesFilter(ticket, filter, { myId: myId.peek(), category }) !== false;
}

const fieldOf = {
  status: "status",
  assignee_id: "assignee_id",
  priority: "priority",
  label: "labels",
} as const;
