import { api } from "../../api/client.ts";
import { onFeedEvent, onFeedReload } from "../feed.ts";
import {
  onShown,
  receiveTickets,
  type StoredTicket,
  serverTicket,
  ticketSignal,
} from "../tickets.ts";
import { workspace } from "../workspace.ts";
import { createPagedIds, type PagedIds } from "./paged-ids.ts";

const COLLECT_MS = 200;

export type TrashList = PagedIds<StoredTicket>;

/** The deleted tickets of the workspace, latest first. */
export function createTrashList(): TrashList {
  return createPagedIds<StoredTicket>({
    async loadPage({ cursor, rows, signal }) {
      const page = await api.listTickets(
        {
          workspace_id: workspace.peek()?.id ?? "",
          deleted: "true",
          archived: "include",
          sort: "-deleted_at",
          fields: "card",
          limit: Math.min(500, Math.max(50, rows ?? 0)),
          ...(cursor !== undefined && { cursor }),
        },
        { signal },
      );
      receiveTickets(page.data);
      return page;
    },
    rowOf: (id) => ticketSignal(id)?.peek(),
    compare: latestFirst,
  });
}

export function latestFirst(
  a: Pick<StoredTicket, "id" | "deleted_at">,
  b: Pick<StoredTicket, "id" | "deleted_at">,
): number {
  const [one, other] = [a.deleted_at ?? "", b.deleted_at ?? ""];
  if (one !== other) return one < other ? 1 : -1;
  return a.id === b.id ? 0 : a.id < b.id ? 1 : -1;
}

/** Keeps the trash up to date until the returned function is called. */
export function followTrash(list: TrashList): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stops = [
    // A ticket that is not loaded is not in its event either, so what is loaded is read again.
    onFeedEvent(({ type, ticket_id }) => {
      if (type !== "ticket.deleted" || serverTicket(ticket_id ?? "")) return;
      clearTimeout(timer);
      timer = setTimeout(() => void list.reload(), COLLECT_MS);
    }),
    onShown((_, ticket) => {
      if (ticket.deleted_at) list.place(ticket);
      else list.remove(ticket.id);
    }),
    onFeedReload(() => void list.reload()),
  ];
  return () => {
    for (const stop of stops) stop();
    clearTimeout(timer);
    list.stop();
  };
}
