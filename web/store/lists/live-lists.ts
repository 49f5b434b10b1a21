import type { FeedEvent } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { collectReads } from "../feed/collected-reads.ts";
import { createdCard, ticketNews } from "../feed/events.ts";
import { onFeedEvent, onFeedReload } from "../feed.ts";
import { needsReading } from "../tickets/overlay.ts";
import {
  applyTicketEvent,
  onShown,
  receiveTicket,
  receiveTickets,
  serverTicket,
} from "../tickets.ts";
import { workspace } from "../workspace.ts";
import { mayBelong, type TicketList, updateTicketList } from "./ticket-list.ts";

/** The lists in view. */
const followed = new Set<TicketList>();
const reads = collectReads(readTickets);

/** Keeps a list up to date until the returned function is called, which also ends its requests. */
export function followTicketList(list: TicketList): () => void {
  followed.add(list);
  return () => {
    followed.delete(list);
    list.stop();
    if (followed.size === 0) reads.clear();
  };
}

onShown((_, ticket) => {
  for (const list of followed) updateTicketList(list, ticket);
});

onFeedReload(() => {
  for (const list of followed) void list.reload();
});

onFeedEvent(takeUnknown);

/** A ticket that is not loaded may have come into a list. Its event says what changed, not all of it. */
function takeUnknown(event: FeedEvent): void {
  if (followed.size === 0) return;
  const news = ticketNews(event);
  if (!news?.isChange) return;
  const known = serverTicket(news.id);
  if (known) {
    // An event before this one, of the same moment, may have brought the ticket here just now.
    if (needsReading(known, news)) reads.add(news.id);
    applyTicketEvent(news.id, news);
    return;
  }
  if (![...followed].some(({ request }) => mayBelong(news, request))) return;
  const card = createdCard(event, news);
  if (card) receiveTicket(card);
  else reads.add(news.id);
}

async function readTickets(ids: readonly string[]): Promise<void> {
  const workspace_id = workspace.peek()?.id ?? "";
  const request = { workspace_id, id: [...ids], limit: 100, archived: "include" } as const;
  const page = await api.listTickets({ ...request, fields: "card" });
  if (workspace.peek()?.id === workspace_id) receiveTickets(page.data);
}
