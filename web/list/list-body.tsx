import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { TicketList } from "../store/lists/ticket-list.ts";
import type { TicketSort } from "../store/ticket-order.ts";
import { ListSkeleton, LoadMore } from "./list-states.tsx";
import { TicketTable } from "./ticket-table.tsx";

/** A list in each of its states: loading, failed, empty, or with rows. */
export function ListBody({
  list,
  sort,
  onSort,
  empty,
  noteOf,
}: {
  list: TicketList;
  sort: TicketSort;
  onSort?: (sort: TicketSort) => void;
  empty: ComponentChildren;
  noteOf?: (id: string) => string | undefined;
}) {
  const isEmpty = list.ids.value.length === 0;
  useEffect(() => {
    void list.loadMore();
  }, [list]);
  if (isEmpty && list.isComplete.value) return <div class="list-empty">{empty}</div>;
  if (isEmpty && list.failure.value !== undefined) return <LoadMore list={list} isAlone />;
  if (isEmpty) return <ListSkeleton />;
  return (
    <TicketTable list={list} sort={sort} {...(onSort && { onSort })} {...(noteOf && { noteOf })} />
  );
}
