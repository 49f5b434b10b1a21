import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { ListFailure, ListSkeleton } from "../list/list-states.tsx";
import { useRowFocus } from "../list/use-row-focus.ts";
import { followLink, paths } from "../routes.ts";
import { Header } from "../shell/header.tsx";
import { createTrashList, followTrash, type TrashList } from "../store/lists/trash-list.ts";
import { focusedTicketId } from "../store/selection.ts";
import { type StoredTicket, ticketSignal } from "../store/tickets.ts";
import { showToast } from "../store/toasts.ts";
import { can, memberName, projectById, workspace } from "../store/workspace.ts";
import { restoreTicket } from "../store/writes.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { listWords } from "../words/en/list.ts";
import { askDeleter, deleters, forgetDeleter, forgetDeleters } from "./deleters.ts";

/** The deleted tickets, with who deleted each and when, to be restored. */
export function TrashPage() {
  const list = useMemo(createTrashList, []);
  useEffect(() => {
    const stop = followTrash(list);
    void list.loadMore();
    return () => {
      stop();
      forgetDeleters();
    };
  }, [list]);
  return (
    <>
      <Header title={listWords.trash} />
      <p class="trash-text">{listWords.trashText}</p>
      <TrashBody list={list} />
    </>
  );
}

function TrashBody({ list }: { list: TrashList }) {
  const { container, tabStop } = useRowFocus(list.ids);
  const ids = list.ids.value;
  if (ids.length === 0 && list.failure.value !== undefined) return <ListFailure list={list} />;
  if (ids.length === 0 && !list.isComplete.value) return <ListSkeleton />;
  if (ids.length === 0) {
    return (
      <div class="list-empty">
        <EmptyState icon="trash-2" title={listWords.emptyTrash}>
          <p>{listWords.emptyTrashText}</p>
        </EmptyState>
      </div>
    );
  }
  return (
    <div class="grouped scroll" ref={container}>
      <ul class="rows" aria-label={listWords.tickets}>
        {ids.map((id) => (
          <TrashRow key={id} id={id} isTabStop={tabStop.value === id} />
        ))}
      </ul>
      {!list.isComplete.value && (
        <button
          type="button"
          class="button group-more"
          disabled={list.isLoading.value}
          onClick={() => void list.loadMore()}
        >
          {listWords.loadMore}
        </button>
      )}
    </div>
  );
}

function TrashRow({ id, isTabStop }: { id: string; isTabStop: boolean }) {
  const ticket = ticketSignal(id)?.value;
  const row = useRef<HTMLLIElement>(null);
  useInView(row, () => askDeleter(id));
  if (!ticket) return null;
  const path = paths.ticket(workspace.value?.slug ?? "", ticket.key);
  return (
    <li class="trash-row" ref={row}>
      <a
        class="trash-link"
        href={path}
        data-id={id}
        tabIndex={isTabStop ? 0 : -1}
        onFocus={() => {
          focusedTicketId.value = id;
        }}
        onClick={(event) => followLink(event, path, { panel: true })}
      >
        <span class="row-key number">{ticket.key}</span>
        <span class="row-title cut">{ticket.title}</span>
        <Deletion ticket={ticket} />
      </a>
      {mayRestore(ticket) && (
        <button type="button" class="button button-small" onClick={() => void restore(ticket)}>
          {listWords.restore}
          <span class="visually-hidden">{` ${ticket.key}`}</span>
        </button>
      )}
    </li>
  );
}

function Deletion({ ticket }: { ticket: StoredTicket }) {
  const name = memberName(deleters.value.get(ticket.id) ?? null);
  return (
    <span class="trash-when">
      {name === undefined ? listWords.deleted : listWords.deletedBy(name)}{" "}
      {ticket.deleted_at && <RelativeTime at={ticket.deleted_at} />}
    </span>
  );
}

/** Nothing in an archived project can change. */
function mayRestore({ project_id }: StoredTicket): boolean {
  return can("ticket:restore") && projectById(project_id)?.archived_at === null;
}

async function restore({ id, key }: StoredTicket): Promise<void> {
  const result = await restoreTicket(id);
  if (!result.ok) return;
  forgetDeleter(id);
  showToast({ text: listWords.restored(key) });
}

/** Calls back once, when the element is first in view. */
function useInView(element: { current: HTMLElement | null }, onView: () => void): void {
  useLayoutEffect(() => {
    if (!element.current) return;
    const observer = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      observer.disconnect();
      onView();
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
}
