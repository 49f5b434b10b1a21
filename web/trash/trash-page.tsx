import { useComputed } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { ListSkeleton, LoadMore } from "../list/list-states.tsx";
import { useRowFocus } from "../list/use-row-focus.ts";
import { Header } from "../shell/header.tsx";
import { createTrashList, followTrash, type TrashList } from "../store/lists/trash-list.ts";
import { focusedTicketId } from "../store/selection.ts";
import { type StoredTicket, ticketSignal } from "../store/tickets.ts";
import { showToast } from "../store/toasts.ts";
import { mayRestoreIn, memberName } from "../store/workspace.ts";
import { restoreTicket } from "../store/writes.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { listWords } from "../words/en/list.ts";

/** The deleted tickets, latest first, to be restored. */
export function TrashPage() {
  const list = useMemo(createTrashList, []);
  useEffect(() => {
    const stop = followTrash(list);
    void list.loadMore();
    return stop;
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
  // The others have no button that could take the focus.
  const restorable = useComputed(() => list.ids.value.filter(mayRestore));
  const { container, tabStop } = useRowFocus(restorable);
  const ids = list.ids.value;
  if (ids.length === 0 && list.isComplete.value) {
    return (
      <div class="list-empty">
        <EmptyState icon="trash-2" title={listWords.emptyTrash}>
          <p>{listWords.emptyTrashText}</p>
        </EmptyState>
      </div>
    );
  }
  if (ids.length === 0 && list.failure.value !== undefined) return <LoadMore list={list} isAlone />;
  if (ids.length === 0) return <ListSkeleton />;
  return (
    <div class="list-groups scroll" ref={container}>
      <ul class="list-rows" aria-label={listWords.tickets}>
        {ids.map((id) => (
          <TrashRow key={id} id={id} isTabStop={tabStop.value === id} />
        ))}
      </ul>
      <LoadMore list={list} />
    </div>
  );
}

function mayRestore(id: string): boolean {
  const ticket = ticketSignal(id)?.value;
  return ticket !== undefined && mayRestoreIn(ticket.project_id);
}

/** A deleted ticket has no page until it is restored, so the button is what the keyboard reaches. */
function TrashRow({ id, isTabStop }: { id: string; isTabStop: boolean }) {
  const ticket = ticketSignal(id)?.value;
  if (!ticket) return null;
  return (
    <li class="trash-row">
      <span class="list-row-key number">{ticket.key}</span>
      <span class="list-row-title cut">{ticket.title}</span>
      <Deletion ticket={ticket} />
      {mayRestore(id) && (
        <button
          type="button"
          class="button button-small"
          data-id={id}
          tabIndex={isTabStop ? 0 : -1}
          onFocus={() => {
            focusedTicketId.value = id;
          }}
          onClick={() => void restore(ticket)}
        >
          {listWords.restore}
          <span class="visually-hidden">{` ${ticket.key}`}</span>
        </button>
      )}
    </li>
  );
}

/** When it was deleted, and by whom. */
function Deletion({ ticket }: { ticket: StoredTicket }) {
  const name = memberName(ticket.deleted_by ?? null);
  return (
    <span class="trash-when">
      {name === undefined ? listWords.deleted : listWords.deletedBy(name)}{" "}
      {ticket.deleted_at && <RelativeTime at={ticket.deleted_at} />}
    </span>
  );
}

async function restore({ id, key }: StoredTicket): Promise<void> {
  const result = await restoreTicket(id);
  if (!result.ok) return;
  showToast({ text: listWords.restored(key) });
}
