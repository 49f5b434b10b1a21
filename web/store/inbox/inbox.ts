import { effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Notification } from "../../../client/operations.ts";
import { api } from "../../api/client.ts";
import { problemText } from "../../api/problems.ts";
import { unread } from "../feed.ts";
import { createPagedIds, type PagedIds } from "../lists/paged-ids.ts";
import { showToast } from "../toasts.ts";
import { workspace } from "../workspace.ts";
import { type InboxFilter, parametersOf } from "./filter.ts";
import { compareRows, missingFromFirstPage } from "./merge.ts";

export interface Inbox extends PagedIds<Notification> {
  filter: InboxFilter;
  /** The time up to which the first page showed the inbox. */
  changedUntil: ReadonlySignal<string | undefined>;
}

/** The inbox in view. */
export const inbox = signal<Inbox | undefined>(undefined);

const rows = new Map<string, Signal<Notification>>();
const REFRESH_MS = 300;

export function notificationSignal(id: string): ReadonlySignal<Notification> | undefined {
  return rows.get(id);
}

/** Shows the inbox under a filter, live, until the returned function is called. */
export function openInbox(filter: InboxFilter): () => void {
  const changedUntil = signal<string | undefined>(undefined);
  const list = createPagedIds<Notification>({
    async loadPage({ cursor, signal: abort }) {
      const page = await readPage(filter, { cursor, signal: abort });
      if (cursor === undefined) changedUntil.value = page.changed_until;
      return page;
    },
    rowOf: (id) => rows.get(id)?.peek(),
    compare: compareRows,
  });
  const opened: Inbox = { ...list, filter, changedUntil };
  inbox.value = opened;
  void list.loadMore();

  const refreshed = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isFirst = true;
  const stopFollowing = effect(() => {
    void unread.value;
    if (isFirst) {
      isFirst = false;
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(() => void refresh(opened, changedUntil, refreshed.signal), REFRESH_MS);
  });
  return () => {
    stopFollowing();
    clearTimeout(timer);
    refreshed.abort();
    list.stop();
    if (inbox.peek() === opened) inbox.value = undefined;
  };
}

async function readPage(
  filter: InboxFilter,
  { cursor, signal }: { cursor?: string | undefined; signal: AbortSignal },
) {
  const parameters = parametersOf(filter, workspace.peek()?.id ?? "");
  const begun = changes;
  const page = await api.listNotifications(
    { ...parameters, limit: 50, ...(cursor !== undefined && { cursor }) },
    { signal },
  );
  for (const row of page.data) {
    if (changes === begun || !rows.has(row.id)) receive(row);
  }
  return page;
}

/** How many changes have begun or ended here: a page that was read meanwhile may not have them yet. */
let changes = 0;

function receive(row: Notification): void {
  const known = rows.get(row.id);
  if (known) known.value = row;
  else rows.set(row.id, signal(row));
}

/** Reads the first page again. A failure is left to the next change: the rows in view are still true. */
async function refresh(
  { filter, ...list }: Inbox,
  changedUntil: Signal<string | undefined>,
  abort: AbortSignal,
): Promise<void> {
  const page = await readPage(filter, { signal: abort }).catch(() => undefined);
  if (page === undefined || abort.aborted) return;
  changedUntil.value = page.changed_until;
  for (const row of page.data) list.place(row);
  const loaded = list.ids.peek().flatMap((id) => rows.get(id)?.peek() ?? []);
  const isLast = page.next_cursor === null;
  for (const row of missingFromFirstPage(loaded, page.data, { isLast })) {
    // What was read stays in view until the view changes, so that it does not vanish while it is open.
    if (filter.view === "unread") receive({ ...row, unread: false });
    else list.remove(row.id);
  }
}

/** Marks as read what was shown: of a ticket up to this event, of a notice all of it. */
export async function markRead(id: string, readTo?: number): Promise<void> {
  const row = rows.get(id)?.peek();
  if (!row?.unread) return;
  const read_to = readTo ?? row.latest ?? 0;
  const isAllRead = read_to >= (row.latest ?? 0);
  await change(
    row,
    isAllRead ? { unread: false, read_to, reasons: row.reasons } : { read_to },
    () =>
      row.ticket && row.workspace
        ? api.readNotification({ ...ticketOf(row), read_to })
        : api.readNotice({ notification_id: id }),
  );
}

/** How far the reader has seen each ticket in this tab, so that nothing is sent twice. */
const seen = new Map<string, number>();

/** Marks as read what the reader of an open ticket has seen, if it may be unread in the inbox. */
export async function markTicketRead(ticketId: string, sequence: number): Promise<void> {
  const workspaceId = workspace.peek()?.id;
  if (workspaceId === undefined || sequence <= (seen.get(ticketId) ?? 0)) return;
  const row = [...rows.values()].find((each) => each.peek().ticket?.id === ticketId)?.peek();
  const isAnyUnread = unread.peek()?.workspaces.some((each) => each.workspace_id === workspaceId);
  if (row ? !row.unread : !isAnyUnread) return;
  seen.set(ticketId, sequence);
  if (row) {
    await markRead(row.id, sequence);
    return;
  }
  const target = { workspace_id: workspaceId, ticket_id: ticketId };
  // What could not be marked stays unread, and is marked when the ticket is next open.
  await api.readNotification({ ...target, read_to: sequence }).catch(() => seen.delete(ticketId));
}

export async function toggleUnread(id: string): Promise<void> {
  const row = rows.get(id)?.peek();
  if (!row) return;
  if (row.unread) {
    await markRead(id);
    return;
  }
  await change(row, { unread: true }, () =>
    row.ticket && row.workspace
      ? api.unreadNotification(ticketOf(row))
      : api.unreadNotice({ notification_id: id }),
  );
}

/** Archives a row, or moves an archived one back. It leaves the view, unless the view has both. */
export async function toggleArchived(id: string): Promise<boolean> {
  const row = rows.get(id)?.peek();
  if (!row) return false;
  const isArchived = row.archived_at !== null;
  const opened = inbox.peek();
  opened?.remove(id);
  const next = isArchived
    ? { archived_at: null }
    : { archived_at: new Date().toISOString(), unread: false };
  const isDone = await change(row, next, () => {
    if (row.ticket && row.workspace) {
      return isArchived
        ? api.unarchiveNotification(ticketOf(row))
        : api.archiveNotification(ticketOf(row));
    }
    const target = { notification_id: id };
    return isArchived ? api.unarchiveNotice(target) : api.archiveNotice(target);
  });
  if (!isDone) opened?.place(row);
  return isDone;
}

/** Marks everything as read that had changed when the page was read, and returns how much that was. */
export async function markAllRead(): Promise<number | undefined> {
  const opened = inbox.peek();
  const changed_until = opened?.changedUntil.peek();
  if (!opened || changed_until === undefined) return undefined;
  const workspaceId = opened.filter.everywhere ? undefined : workspace.peek()?.id;
  try {
    const { marked } = await api.readAllNotifications({
      changed_until,
      ...(workspaceId !== undefined && { workspace_id: workspaceId }),
    });
    for (const id of opened.ids.peek()) {
      const row = rows.get(id)?.peek();
      if (row?.unread && row.changed_at <= changed_until) receive({ ...row, unread: false });
    }
    return marked;
  } catch (error) {
    showToast({ text: problemText(error), tone: "bad" });
    return undefined;
  }
}

const ticketOf = (row: Notification) => ({
  workspace_id: row.workspace?.id ?? "",
  ticket_id: row.ticket?.id ?? "",
});

/** Shows a change at once and takes it back if the server refuses it. */
async function change(
  row: Notification,
  next: Partial<Notification>,
  send: () => Promise<unknown>,
): Promise<boolean> {
  const shown = { ...row, ...next };
  receive(shown);
  changes += 1;
  try {
    await send();
    return true;
  } catch (error) {
    // A newer row from the server stays.
    if (rows.get(row.id)?.peek() === shown) receive(row);
    showToast({ text: problemText(error), tone: "bad" });
    return false;
  } finally {
    changes += 1;
  }
}
