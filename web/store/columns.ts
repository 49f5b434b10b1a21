import { batch, computed, type Signal, signal } from "@preact/signals";
import { api } from "../api/client.ts";
import { inserted, type LoadedRows, merged, without } from "./board/column-ids.ts";
import { compareInQueue, nextInQueue } from "./board/queue-order.ts";
import { isFiltered, passesFilter, type TicketFilter } from "./ticket-filter.ts";
import { comparesBy } from "./ticket-order.ts";
import {
  loadedTickets,
  onShown,
  receiveTickets,
  type StoredTicket,
  ticketSignal,
} from "./tickets.ts";
import { categoryOf, myId, workflowOf, workspace } from "./workspace.ts";

export type { TicketFilter } from "./ticket-filter.ts";

/** A status of the board: what is loaded of it, from the first ticket on. */
export interface Column {
  status: string;
  category: "todo" | "doing" | "done";
  ids: Signal<readonly string[]>;
  /** Whether every ticket of the column is loaded. */
  isWhole: Signal<boolean>;
  isLoading: Signal<boolean>;
  /** Why the last page could not be loaded. */
  problem: Signal<unknown>;
  /** How many tickets came in together, more than could be followed; the reader has not seen them. */
  arrivals: Signal<number>;
  cursor: string | undefined;
  edge: StoredTicket | undefined;
}

export interface Board {
  /** What it shows: project, workflow and filter. */
  name: string;
  projectId: string;
  filter: TicketFilter;
  columns: ReadonlyMap<string, Column>;
}

const PAGE = 40;
/** Later pages grow with what is loaded, so that a far place is reached with few requests. */
const NEXT_PAGE_MIN = 100;
const PAGE_MAX = 500;

export const board = signal<Board | undefined>(undefined);

/**
 * Shows a project's board. Columns load when they come into view: `loadMore`. A board that is shown again
 * is as it was left, because the feed has kept it up to date.
 */
export function openBoard(projectId: string, filter: TicketFilter): void {
  const workflow = workflowOf(projectId);
  if (!workflow) return;
  const name = JSON.stringify([projectId, workflow.id, filter]);
  if (board.peek()?.name === name) return;
  const shown = workflow.statuses.filter(
    ({ status, category }) =>
      (filter.status?.includes(status) ?? true) && (filter.category?.includes(category) ?? true),
  );
  const columns = shown.map(({ status, category }): [string, Column] => [
    status,
    {
      status,
      category,
      ids: signal([]),
      isWhole: signal(false),
      isLoading: signal(false),
      problem: signal(undefined),
      arrivals: signal(0),
      cursor: undefined,
      edge: undefined,
    },
  ]);
  board.value = { name, projectId, filter, columns: new Map(columns) };
}

/** Loads the next page of a column, once at a time. */
export async function loadMore(column: Column): Promise<void> {
  const current = board.peek();
  if (!current || column.isLoading.peek() || column.isWhole.peek()) return;
  column.isLoading.value = true;
  column.problem.value = undefined;
  const loaded = column.ids.peek().length;
  const next = Math.min(PAGE_MAX, Math.max(NEXT_PAGE_MIN, loaded));
  const limit = column.cursor === undefined ? PAGE : next;
  try {
    const page = await readPage(current, column, { limit, cursor: column.cursor });
    if (board.peek() !== current) return;
    takePage(current, column, page);
  } catch (problem) {
    column.problem.value = problem;
  } finally {
    column.isLoading.value = false;
  }
}

/** Reads again what is loaded, at once for all columns, so that focus and scroll position stay. */
export async function reloadBoard(): Promise<void> {
  const current = board.peek();
  if (!current) return;
  const loaded = [...current.columns.values()].filter(
    ({ cursor, isWhole }) => cursor !== undefined || isWhole.peek(),
  );
  const pages = await Promise.all(
    loaded.map((column) => {
      const limit = Math.min(PAGE_MAX, Math.max(PAGE, column.ids.peek().length));
      return readPage(current, column, { limit, cursor: undefined });
    }),
  );
  if (board.peek() !== current) return;
  batch(() => {
    loaded.forEach((column, index) => {
      column.ids.value = [];
      column.edge = undefined;
      takePage(current, column, pages[index] as Page);
    });
  });
}

type Page = Awaited<ReturnType<typeof readPage>>;

function readPage(
  { projectId, filter }: Board,
  { status, category }: Column,
  { limit, cursor }: { limit: number; cursor: string | undefined },
) {
  const { assignee_id, priority, label, q } = filter;
  return api.listProjectTickets({
    workspace_id: workspace.peek()?.id ?? "",
    project_id: projectId,
    status: [status],
    sort: category === "done" ? "-created_at" : "queue",
    fields: "card",
    limit,
    ...(assignee_id && { assignee_id: [...assignee_id] }),
    ...(priority && { priority: [...priority] }),
    ...(label && { label: [...label] }),
    ...(q && { q }),
    ...(cursor !== undefined && { cursor }),
  });
}

function takePage(current: Board, column: Column, page: Page): void {
  batch(() => {
    receiveTickets(page.data);
    column.edge = page.data.at(-1) ?? column.edge;
    column.cursor = page.next_cursor ?? undefined;
    column.isWhole.value = page.next_cursor === null;
    const shown = page.data.flatMap(({ id }) => shownTicket(id) ?? []);
    const here = shown.filter((ticket) => ticket.status === column.status && !ticket.deleted_at);
    column.ids.value = merged(rowsOf(column), [...here, ...cameMeanwhile(current, column)]);
  });
}

/** Tickets that are shown in the column and not in the page: moved by this tab, or since it was read. */
function cameMeanwhile(current: Board, column: Column): StoredTicket[] {
  const { edge, isWhole, compare } = rowsOf(column);
  return loadedTickets().filter(
    (ticket) =>
      ticket.status === column.status &&
      isOnBoard(ticket, current) === true &&
      (isWhole || (edge !== undefined && compare(ticket, edge) <= 0)),
  );
}

function rowsOf(column: Column): LoadedRows<StoredTicket> {
  return {
    ids: column.ids.peek(),
    edge: column.edge,
    isWhole: column.isWhole.peek(),
    rowOf: shownTicket,
    compare: column.category === "done" ? newestFirst : compareInQueue,
  };
}

const newestFirst = comparesBy("-created_at");

function shownTicket(id: string): StoredTicket | undefined {
  return ticketSignal(id)?.peek();
}

/** Whether the ticket belongs on the board; undefined if only the server can say. */
function isOnBoard(ticket: StoredTicket, { projectId, filter }: Board): boolean | undefined {
  if (ticket.project_id !== projectId || ticket.deleted_at) return false;
  const category = categoryOf(projectId, ticket.status);
  return passesFilter(ticket, filter, { myId: myId.peek(), category });
}

onShown((before, after) => {
  const current = board.peek();
  if (current) place(current, before, after);
});

/** Puts a ticket into the column where it belongs now, if that part is loaded. */
function place(current: Board, before: StoredTicket | undefined, after: StoredTicket): void {
  const was = before && current.columns.get(before.status);
  const wasShown = was?.ids.peek().includes(after.id) ?? false;
  // Words cannot be looked for here: what the search has found stays on the board.
  const isIn = isOnBoard(after, current) ?? wasShown;
  const column = isIn ? current.columns.get(after.status) : undefined;
  if (was && was !== column && wasShown) was.ids.value = without(was.ids.peek(), after.id);
  if (!column) return;
  const isSamePlace = was === column && wasShown && before && isSameOrder(before, after);
  if (isSamePlace) return;
  const ids = inserted(rowsOf(column), after);
  if (ids !== column.ids.peek()) column.ids.value = ids;
}

function isSameOrder(one: StoredTicket, other: StoredTicket): boolean {
  return one.priority === other.priority && one.created_at === other.created_at;
}

/** Runs what may add tickets, and counts them in columns where more than `many` came in together. */
export function countArrivals(many: number, run: () => void): void {
  const columns = [...(board.peek()?.columns.values() ?? [])];
  const before = columns.map(({ ids }) => ids.peek());
  run();
  columns.forEach(({ ids, arrivals }, index) => {
    if (ids.peek() === before[index]) return;
    const known = new Set(before[index]);
    const added = ids.peek().filter((id) => !known.has(id)).length;
    if (added > many) arrivals.value += added;
  });
}

/** The ticket that `claim-next` would return, if it is loaded; a filter may hide it, so none then. */
export const nextTicketId = computed<string | undefined>(() => {
  const current = board.value;
  if (!current || isFiltered(current.filter)) return undefined;
  const columns = [...current.columns.values()];
  const ticketsOf = ({ ids }: Column) =>
    ids.value.slice(0, PAGE).flatMap((id) => ticketSignal(id)?.value ?? []);
  const queues = columns
    .filter(({ category }) => category === "todo")
    .map((column) => ({
      tickets: ticketsOf(column),
      isWhole: column.isWhole.value && column.ids.value.length <= PAGE,
    }));
  const others = columns.filter(({ category }) => category !== "todo");
  const returned = others.flatMap(ticketsOf).filter(({ returned_at }) => returned_at !== null);
  return nextInQueue(queues, returned);
});
