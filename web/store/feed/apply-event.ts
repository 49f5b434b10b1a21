import type { FeedEvent } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { boardWords } from "../../words/en/board.ts";
import { announce } from "../announcements.ts";
import { board } from "../columns.ts";
import { countEvent } from "../counts.ts";
import { isFiltered } from "../ticket-filter.ts";
import { needsReading } from "../tickets/overlay.ts";
import { isFull, isTextOutdated, type StoredTicket } from "../tickets/stored-ticket.ts";
import {
  applyTicketEvent,
  highlightActor,
  lastMovers,
  onShown,
  receiveTicket,
  receiveTickets,
  serverTicket,
} from "../tickets.ts";
import { memberName, myId, statusName, workspace } from "../workspace.ts";
import { collectReads } from "./collected-reads.ts";
import { createdCard, type TicketNews, ticketNews } from "./events.ts";
import { applyWorkspaceEvent } from "./workspace-events.ts";

const reads = collectReads(readTickets);

// Whatever has raised the version without the text: an event, a card, or the answer to a bulk change.
onShown((_, ticket) => {
  if (isTextOutdated(ticket)) reads.add(ticket.id);
});

/** Applies an event of the feed to counts, tickets and the workspace. */
export function applyEvent(event: FeedEvent, { isCrowded }: { isCrowded: boolean }): void {
  const news = ticketNews(event);
  if (news) applyNews(event, news, isCrowded);
  else applyWorkspaceEvent(event);
}

function applyNews(event: FeedEvent, news: TicketNews, isCrowded: boolean): void {
  countEvent({ ...news, sequence: event.sequence });
  const isMove = news.from !== news.to;
  if (isMove && event.actor_id) lastMovers.set(news.id, event.actor_id);
  if (!news.isChange) return;
  const known = serverTicket(news.id);
  if (!known) {
    takeUnknown(event, news);
    return;
  }
  if (needsReading(known, news)) reads.add(news.id);
  applyTicketEvent(news.id, news);
  const isNews = news.version > known.version;
  if (!isNews || event.actor_id === null || event.actor_id === myId.peek()) return;
  highlightActor(news.id, event.actor_id);
  if (isMove && !isCrowded) announceMove(event.actor_id, news);
}

/** Forgets what was to be read, for another workspace. */
export function clearReads(): void {
  reads.clear();
}

function takeUnknown(event: FeedEvent, news: TicketNews): void {
  if (board.peek()?.projectId !== news.project_id) return;
  const card = createdCard(event, news);
  if (card) {
    receiveTicket(card);
    if (event.actor_id && event.actor_id !== myId.peek()) highlightActor(news.id, event.actor_id);
    return;
  }
  if (mayEnterBoard(news)) reads.add(news.id);
}

/** Whether a ticket that is not loaded may belong to the loaded part of the board now. */
function mayEnterBoard({ from, to, values }: TicketNews): boolean {
  if (to === undefined) return false;
  const { filter } = board.peek() ?? { filter: {} };
  const isSelected = isFiltered(filter) && ("assignee_id" in values || "labels" in values);
  return from !== to || "priority" in values || isSelected;
}

function announceMove(actorId: string, { key, to }: TicketNews): void {
  const name = memberName(actorId);
  if (name && to) announce(boardWords.movedBy(name, key, statusName(to)));
}

/**
 * Whole tickets where the description is loaded, unless it has been read meanwhile, and cards otherwise:
 * one request for each kind.
 */
async function readTickets(ids: readonly string[]): Promise<void> {
  const workspace_id = workspace.peek()?.id ?? "";
  const isKnown = (id: string, is: (ticket: StoredTicket) => boolean) => {
    const ticket = serverTicket(id);
    return ticket !== undefined && is(ticket);
  };
  const full = ids.filter((id) => isKnown(id, isTextOutdated));
  const cards = ids.filter((id) => !isKnown(id, isFull));
  const list = { workspace_id };
  const pages = await Promise.all([
    cards.length > 0 && api.listTickets({ ...list, id: cards, fields: "card" }),
    full.length > 0 && api.listTickets({ ...list, id: full }),
  ]);
  if (workspace.peek()?.id !== workspace_id) return;
  for (const page of pages) if (page) receiveTickets(page.data);
}
