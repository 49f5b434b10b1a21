import { useComputed } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { problemText } from "../api/problems.ts";
import { clearFilter } from "../list/filter-bar.tsx";
import { type Board, type Column, loadMore } from "../store/columns.ts";
import { countOf } from "../store/counts.ts";
import { connection } from "../store/feed.ts";
import { isFiltered } from "../store/ticket-filter.ts";
import { ticketSignal } from "../store/tickets.ts";
import { can, projectById, statusName, transitionsFrom, workflowOf } from "../store/workspace.ts";
import { openCreate } from "../ticket/create.ts";
import { Skeleton } from "../ui/empty-state.tsx";
import { StatusGlyph } from "../ui/marks/glyphs.tsx";
import { Icon } from "../ui/marks/icon.tsx";
import { boardWords } from "../words/en/board.ts";
import { columnViews } from "./board-cursor.ts";
import { collapsedStatuses, toggleCollapsed } from "./collapsed.ts";
import { ColumnCards } from "./column-cards.tsx";
import { drag } from "./drag-state.ts";
import { type DropTarget, dropTarget, noTarget } from "./drop-target.ts";

interface ColumnProps {
  board: Board;
  column: Column;
}

export function BoardColumn({ board, column }: ColumnProps) {
  const isCollapsed = useComputed(() => collapsedStatuses.value.has(column.status)).value;
  const Shown = isCollapsed ? CollapsedColumn : OpenColumn;
  return <Shown board={board} column={column} target={useDropTarget(board, column.status)} />;
}

function OpenColumn({ board, column, target }: ColumnProps & { target: DropTarget }) {
  const { status } = column;
  const box = useRef<HTMLElement>(null);
  const isNear = useIsNear(box);
  return (
    <section
      ref={box}
      class={`column ${classOf(target)}`}
      data-status={status}
      aria-labelledby={`column-${status}`}
    >
      <ColumnHead board={board} column={column} />
      {isNear ? <ColumnBody board={board} column={column} /> : <LoadingCards />}
      {target.note !== undefined && <div class="column-note">{target.note}</div>}
    </section>
  );
}

function classOf({ kind, isOver }: DropTarget): string {
  return `column-target-${kind}${isOver ? " column-target-over" : ""}`;
}

function CollapsedColumn({ board, column, target }: ColumnProps & { target: DropTarget }) {
  const { status } = column;
  const count = countOf(board.projectId, status);
  const name = statusName(status);
  return (
    <section
      class={`column column-collapsed ${classOf(target)}`}
      data-status={status}
      aria-label={boardWords.collapsedColumn(name, count)}
    >
      <button type="button" class="column-strip" onClick={() => toggleCollapsed(status)}>
        <StatusGlyph projectId={board.projectId} status={status} />
        <span class="column-count">{count.toLocaleString("en")}</span>
        <span class="column-strip-name">{name}</span>
        <span class="visually-hidden">{boardWords.expand}</span>
      </button>
    </section>
  );
}

function ColumnHead({ board, column }: ColumnProps) {
  const { status } = column;
  const name = statusName(status);
  const count = useComputed(() => countOf(board.projectId, status)).value;
  const shown = isFiltered(board.filter) ? loadedCount(column) : count.toLocaleString("en");
  const arrivals = column.arrivals.value;
  const mayCreate = mayCreateIn(board.projectId, status);
  return (
    <header class="column-head">
      <StatusGlyph projectId={board.projectId} status={status} />
      <h2 id={`column-${status}`}>{name}</h2>
      <span class="column-count">
        {shown}
        <span class="visually-hidden">{boardWords.ticketsInColumn}</span>
      </span>
      <span class="grow" />
      {arrivals > 0 && (
        <button type="button" class="column-arrivals" onClick={() => showFirst(column)}>
          {boardWords.arrivals(arrivals)}
        </button>
      )}
      <button
        type="button"
        class="icon-button icon-button-small column-action"
        aria-label={boardWords.collapse(name)}
        onClick={() => toggleCollapsed(status)}
      >
        <Icon name="minus" size={14} />
      </button>
      {mayCreate && (
        <button
          type="button"
          class="icon-button icon-button-small column-action"
          aria-label={boardWords.newTicketIn(name)}
          onClick={() => openCreate({ projectId: board.projectId, status })}
        >
          <Icon name="plus" size={15} />
        </button>
      )}
    </header>
  );
}

/** A new ticket starts in the first status, and moves from there if there is a transition. */
function mayCreateIn(projectId: string, status: string): boolean {
  if (!can("ticket:create") || projectById(projectId)?.archived_at) return false;
  const initial = workflowOf(projectId)?.statuses[0]?.status;
  if (initial === undefined || initial === status) return true;
  return transitionsFrom(projectId, initial).some(({ to }) => to === status);
}

/** Of a filtered column, nobody knows the count before its end is loaded. */
function loadedCount({ ids, isWhole }: Column): string {
  const count = ids.value.length;
  if (isWhole.value) return String(count);
  return count > 0 ? `${count}+` : "";
}

function showFirst(column: Column): void {
  column.arrivals.value = 0;
  const [first] = column.ids.peek();
  if (first !== undefined) columnViews.get(column.status)?.focusCard(first);
}

function ColumnBody({ board, column }: ColumnProps) {
  const isEmpty = column.ids.value.length === 0;
  const isWhole = column.isWhole.value;
  const problem = column.problem.value;
  const isLive = connection.value === "live";
  useEffect(() => {
    if (isLive && column.problem.peek() !== undefined) void loadMore(column);
  }, [isLive]);
  return (
    <>
      {isEmpty && isWhole && <EmptyColumn board={board} />}
      {isEmpty && !isWhole && problem === undefined && <LoadingCards />}
      {problem !== undefined && (
        <div class="column-empty" role="alert">
          <p>{problemText(problem)}</p>
          <button type="button" class="button button-small" onClick={() => void loadMore(column)}>
            {boardWords.tryAgain}
          </button>
        </div>
      )}
      <ColumnCards key={board.name} board={board} column={column} />
    </>
  );
}

function EmptyColumn({ board }: { board: Board }) {
  if (!isFiltered(board.filter)) {
    return <p class="column-empty">{boardWords.emptyColumn}</p>;
  }
  return (
    <div class="column-empty">
      <p>{boardWords.nothingMatches}</p>
      <button type="button" class="button button-small" onClick={() => clearFilter()}>
        {boardWords.clear}
      </button>
    </div>
  );
}

function LoadingCards() {
  return (
    <div class="column-loading" aria-busy="true">
      <Skeleton kind="card" />
      <Skeleton kind="card" />
      <Skeleton kind="card" />
    </div>
  );
}

function useDropTarget(board: Board, status: string): DropTarget {
  const target = useComputed<DropTarget>(() => {
    const lifted = drag.value;
    const ticket = lifted && ticketSignal(lifted.id)?.value;
    if (!ticket) return noTarget;
    const transitions = transitionsFrom(board.projectId, ticket.status);
    return dropTarget(status, { from: ticket.status, over: lifted.over, transitions });
  });
  return target.value;
}

/** Whether the column has come near the visible part of the board: until then it loads nothing. */
function useIsNear(box: { readonly current: HTMLElement | null }): boolean {
  const [isNear, setNear] = useState(false);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || isNear) return;
    const observer = new IntersectionObserver(
      (changes) => {
        if (changes.some(({ isIntersecting }) => isIntersecting)) setNear(true);
      },
      { root: element.parentElement, rootMargin: "0px 150px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [isNear]);
  return isNear;
}
