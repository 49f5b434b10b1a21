import { useLayoutEffect, useRef } from "preact/hooks";
import type { TicketSort } from "../store/ticket-order.ts";
import { hasFocus } from "../ui/has-focus.ts";
import { Icon } from "../ui/marks/icon.tsx";
import { listWords } from "../words/en/list.ts";

const { columns } = listWords;

/** The column whose button was pressed: the list is drawn anew, and its button takes the focus again. */
let pressed: string | undefined;

/** The names of the columns. Those that the API sorts by are buttons; a second press turns the order round. */
export function TableHead({
  sort,
  onSort,
}: {
  sort: TicketSort;
  onSort: ((sort: TicketSort) => void) | undefined;
}) {
  return (
    <div class="list-head">
      <SortButton column="priority" name={columns.priority} {...{ sort, onSort }} isShort />
      <span>{columns.key}</span>
      <span class="list-head-status">{columns.status}</span>
      <span class="list-head-title">{columns.title}</span>
      <span class="list-head-labels">{columns.labels}</span>
      <SortButton column="due_on" name={columns.due} {...{ sort, onSort }} />
      <span class="list-head-updated">{columns.updated}</span>
      <span class="visually-hidden">{columns.assignee}</span>
    </div>
  );
}

function SortButton({
  column,
  name,
  sort,
  onSort,
  isShort = false,
}: {
  column: "priority" | "due_on";
  name: string;
  sort: TicketSort;
  onSort: ((sort: TicketSort) => void) | undefined;
  /** Whether only the sign of the order is seen, in a narrow column. */
  isShort?: boolean;
}) {
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (pressed !== column) return;
    pressed = undefined;
    if (!hasFocus()) button.current?.focus();
  }, []);
  const isSorted = sort.endsWith(column);
  const isDown = sort.startsWith("-");
  if (!onSort) return <span class={`list-head-${column}`}>{isShort ? "" : name}</span>;
  // What people look for first: the most urgent, the next due, the newest.
  const usual: TicketSort = column === "due_on" ? "due_on" : `-${column}`;
  const turned: TicketSort = isDown ? column : `-${column}`;
  const label = isSorted ? listWords.sorted(name, listWords.orders[sort]) : listWords.sortBy(name);
  return (
    <button
      ref={button}
      type="button"
      class={`list-sort list-head-${column}`}
      aria-label={label}
      title={label}
      onClick={() => {
        pressed = column;
        onSort(isSorted ? turned : usual);
      }}
    >
      {isShort ? <Icon name={isSorted ? "flag" : "arrow-up-down"} size={13} /> : name}
      {isSorted && <Icon name={isDown ? "chevron-down" : "chevron-up"} size={13} />}
    </button>
  );
}
