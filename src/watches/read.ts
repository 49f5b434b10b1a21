import { openPage, sealPage } from "../contract/keyset-page.ts";
import type { Page } from "../contract/page.ts";
import type { Cursors } from "../db/cursor.ts";
import type { Sql } from "../db/sql.ts";
import type { Ticket } from "../tickets/ticket.ts";
import type { TicketRef } from "../tickets/ticket-ref.ts";
import { listWatchers, type WatcherRow } from "./queries.ts";
import type { Watcher } from "./schemas.ts";

interface WatchersRequest {
  workspace_id: string;
  cursors: Cursors;
  query: { cursor?: string | undefined; limit: number };
}

/** The rows of a page of a ticket's watchers. Throws `invalid_request` for a cursor of another list. */
export function watchersQuery(
  { workspace_id, cursors, query }: WatchersRequest,
  ticket: TicketRef,
): Sql<WatcherRow> {
  const range = openPage(cursors, { binding: bindingOf(workspace_id), ...query });
  return listWatchers(workspace_id, ticket, range);
}

/** The page with these rows. A cursor is valid for the ticket it was made for. */
export function toWatcherPage(
  { workspace_id, cursors, query }: WatchersRequest,
  { id }: Ticket,
  rows: readonly WatcherRow[],
): Page<Watcher> {
  const list = { binding: bindingOf(workspace_id), owner: id, ...query };
  const { data, next_cursor } = sealPage(cursors, list, rows);
  return { data: data.map(({ created_at: _, id: __, ...watcher }) => watcher), next_cursor };
}

function bindingOf(workspace_id: string): unknown[] {
  return ["watchers", 1, workspace_id];
}
