import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { api } from "../api/client.ts";
import { setShift } from "./counts.ts";
import { afterEvent, changed, layOver, received, type TicketEvent } from "./tickets/overlay.ts";
import {
  isFull,
  type PendingChange,
  type StoredTicket,
  type TicketChange,
} from "./tickets/stored-ticket.ts";
import { workspace } from "./workspace.ts";

export type { StoredTicket, TicketChange } from "./tickets/stored-ticket.ts";

interface Entry {
  server: StoredTicket;
  shown: Signal<StoredTicket>;
}

type ShownListener = (before: StoredTicket | undefined, after: StoredTicket) => void;

/** Where the feed, as far as it was followed, has a ticket that this tab has moved, created or deleted. */
interface FeedPlace {
  status: string | undefined;
  version: number;
}

const HIGHLIGHT_MS = 2600;

const entries = new Map<string, Entry>();
const ids = new Map<string, string>();
const pending = new Map<string, readonly PendingChange[]>();
const feedPlaces = new Map<string, FeedPlace>();
const shownListeners = new Set<ShownListener>();

/** Who changed a ticket in the last 2.6 seconds, except oneself. */
export const lastActors = signal<ReadonlyMap<string, string>>(new Map());

/** Who moved a ticket last, as far as the feed was followed. */
export const lastMovers = new Map<string, string>();

export function ticketSignal(id: string): ReadonlySignal<StoredTicket> | undefined {
  return entries.get(id)?.shown;
}

export function ticketIdOf(key: string): string | undefined {
  return ids.get(key);
}

/** The server's ticket, without pending changes. */
export function serverTicket(id: string): StoredTicket | undefined {
  return entries.get(id)?.server;
}

/** Every ticket that was read, as it is shown. */
export function loadedTickets(): StoredTicket[] {
  return [...entries.values()].map(({ shown }) => shown.peek());
}

/** Calls the listener whenever a ticket is shown differently, or for the first time. */
export function onShown(listener: ShownListener): () => void {
  shownListeners.add(listener);
  return () => shownListeners.delete(listener);
}

/** Takes rows of a list. What is older than what is known is ignored. */
export function receiveTickets(rows: readonly StoredTicket[]): void {
  batch(() => {
    for (const row of rows) receiveTicket(row);
  });
}

export function receiveTicket(row: StoredTicket): StoredTicket {
  const server = received(entries.get(row.id)?.server, row);
  setServer(server);
  return server;
}

/** Reads the whole ticket. */
export async function loadTicket(
  idOrKey: string,
  { signal: stop }: { signal?: AbortSignal } = {},
): Promise<StoredTicket> {
  const workspace_id = workspace.peek()?.id ?? "";
  const row = await api.getTicket({ workspace_id, ticket_id: idOrKey }, stop && { signal: stop });
  return receiveTicket(row);
}

/** Forgets every ticket, for another workspace or another person. Pending changes stay. */
export function forgetTickets(): void {
  batch(() => {
    for (const id of feedPlaces.keys()) setShift(id, undefined);
    entries.clear();
    ids.clear();
    feedPlaces.clear();
    lastMovers.clear();
    lastActors.value = new Map();
  });
}

/** After a restored database, what is read next counts, whatever its version. */
export function forgetVersions(): void {
  for (const entry of entries.values()) {
    const { server } = entry;
    entry.server = { ...server, version: 0, ...(isFull(server) && { textVersion: 0 }) };
  }
}

export function addPending(id: string, change: PendingChange): void {
  pending.set(id, [...(pending.get(id) ?? []), change]);
  const server = serverTicket(id);
  if (server && isMove(change.change) && !feedPlaces.has(id)) {
    feedPlaces.set(id, { status: placeOf(server), version: server.version });
  }
  show(id);
}

/**
 * Removes a pending change: the server has answered, with the ticket if it made the change. What is shown
 * follows from what is left; nothing is restored by hand.
 */
export function settlePending(id: string, key: string, answer?: StoredTicket | undefined): void {
  batch(() => {
    const left = (pending.get(id) ?? []).filter((each) => each.key !== key);
    if (left.length > 0) pending.set(id, left);
    else pending.delete(id);
    if (answer) receiveTicket(answer);
    show(id);
  });
}

/** The server made a change, and answered with no more than its version. */
export function settlePendingAt(id: string, key: string, version: number): void {
  const own = pending.get(id)?.find((each) => each.key === key);
  const server = serverTicket(id);
  const isKnown = !own || !server || version <= server.version;
  settlePending(id, key, isKnown ? undefined : { ...changed(server, own.change), version });
}

/** A ticket that this tab has created counts before the feed brings it. */
export function receiveOwnTicket(row: StoredTicket): StoredTicket {
  return batch(() => {
    if (!entries.has(row.id)) feedPlaces.set(row.id, { status: undefined, version: 0 });
    return receiveTicket(row);
  });
}

/** Applies an event of the feed to a ticket that is loaded. */
export function applyTicketEvent(id: string, event: TicketEvent): void {
  const entry = entries.get(id);
  const place = feedPlaces.get(id);
  if (place && event.version > place.version) {
    const { status = place.status, deleted_at } = event.values;
    feedPlaces.set(id, { status: deleted_at ? undefined : status, version: event.version });
  }
  if (!entry) return;
  setServer(afterEvent(entry.server, event));
}

/** The counts were read anew: they include what has been answered. */
export function settleFeedPlaces(): void {
  batch(() => {
    for (const id of [...feedPlaces.keys()]) {
      const server = serverTicket(id);
      if (server) feedPlaces.set(id, { status: placeOf(server), version: server.version });
      showShift(id);
    }
  });
}

/** Shows for a moment who changed a ticket. */
export function highlightActor(id: string, actorId: string): void {
  lastActors.value = new Map(lastActors.peek()).set(id, actorId);
  setTimeout(() => {
    const next = new Map(lastActors.peek());
    next.delete(id);
    lastActors.value = next;
  }, HIGHLIGHT_MS);
}

function setServer(server: StoredTicket): void {
  const entry = entries.get(server.id);
  ids.set(server.key, server.id);
  if (entry) {
    entry.server = server;
    show(server.id);
    return;
  }
  const shown = signal(layOver(server, pending.get(server.id) ?? []));
  entries.set(server.id, { server, shown });
  showShift(server.id);
  for (const listener of shownListeners) listener(undefined, shown.peek());
}

function show(id: string): void {
  const entry = entries.get(id);
  if (!entry) return;
  const before = entry.shown.peek();
  const after = layOver(entry.server, pending.get(id) ?? []);
  batch(() => {
    showShift(id, after);
    if (isSameTicket(before, after)) return;
    entry.shown.value = after;
    for (const listener of shownListeners) listener(before, after);
  });
}

/** Lays over the counts that the ticket is shown elsewhere than the feed, as far as followed, has it. */
function showShift(id: string, shown = entries.get(id)?.shown.peek()): void {
  const place = feedPlaces.get(id);
  const server = serverTicket(id);
  if (!place || !server || !shown) return;
  const isMoving = pending.get(id)?.some(({ change }) => isMove(change)) ?? false;
  if (isMoving || place.version < server.version) {
    const { project_id } = server;
    setShift(id, { project_id, from: place.status, to: placeOf(shown) });
    return;
  }
  feedPlaces.delete(id);
  setShift(id, undefined);
}

function isMove(change: TicketChange): boolean {
  return change.status !== undefined || change.deleted_at !== undefined;
}

/** The status under which a ticket counts; a deleted one counts nowhere. */
function placeOf(ticket: StoredTicket): string | undefined {
  return ticket.deleted_at ? undefined : ticket.status;
}

function isSameTicket(one: StoredTicket, other: StoredTicket): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof StoredTicket>;
  for (const name of names) {
    if (one[name] === other[name]) continue;
    if (JSON.stringify(one[name]) !== JSON.stringify(other[name])) return false;
  }
  return true;
}
