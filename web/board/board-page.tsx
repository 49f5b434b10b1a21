import { useEffect, useLayoutEffect, useMemo } from "preact/hooks";
import { FilterBar } from "../list/filter-bar.tsx";
import { query, type Route, route } from "../routes.ts";
import { ProjectHeader } from "../shell/header.tsx";
import { board, openBoard } from "../store/columns.ts";
import { countOf } from "../store/counts.ts";
import { reloadCounts } from "../store/feed/workspace-events.ts";
import { listCursor } from "../store/list-cursor.ts";
import { clearSelection, focusedTicketId } from "../store/selection.ts";
import { filterFromQuery, isFiltered } from "../store/ticket-filter.ts";
import { can, projectByKey, workflowOf } from "../store/workspace.ts";
import { FirstTicket } from "../ticket/create/first-ticket.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { boardWords } from "../words/en/board.ts";
import { boardCursor, watchCardFocus } from "./board-cursor.ts";
import { openCollapsed } from "./collapsed.ts";
import { BoardColumn } from "./column.tsx";
import { measureAgainWithFonts } from "./text-width.ts";

/** The board of a project: a column for each status of its workflow. */
export function BoardPage({ route: shown }: { route: Route }) {
  const projectKey = shown.name === "board" ? shown.projectKey : "";
  const project = projectByKey(projectKey);
  if (!project) {
    return (
      <EmptyState icon="square-kanban" title={boardWords.projectMissing(projectKey)}>
        <p>{boardWords.projectMissingWhy}</p>
      </EmptyState>
    );
  }
  const isArchived = project.archived_at !== null;
  return (
    <>
      <ProjectHeader projectKey={projectKey} view="board">
        <FilterBar projectKey={projectKey} without={["status", "category"]} />
      </ProjectHeader>
      <Board key={project.id} projectId={project.id} isArchived={isArchived} />
    </>
  );
}

function Board({ projectId, isArchived }: { projectId: string; isArchived: boolean }) {
  const filter = useMemo(() => filterFromQuery(query.value), [query.value.toString()]);
  const workflow = workflowOf(projectId);
  useLayoutEffect(() => {
    if (!workflow) return;
    openCollapsed(projectId, workflow.statuses);
    openBoard(projectId, filter);
  }, [projectId, workflow, filter]);
  useEffect(() => {
    if (isArchived) void reloadCounts(projectId).catch(() => {});
  }, [projectId, isArchived]);
  useBoardCursor();
  useOpenCardInView();
  useEffect(measureAgainWithFonts, []);

  const shown = board.value;
  if (!workflow || shown?.projectId !== projectId) return null;
  const isEmpty =
    !isFiltered(filter) &&
    workflow.statuses.every(({ status }) => countOf(projectId, status) === 0);
  if (isEmpty && !isArchived) {
    return (
      <EmptyState icon="square-kanban" title={boardWords.emptyBoard}>
        {can("ticket:create") ? (
          <FirstTicket projectId={projectId} />
        ) : (
          <p>{boardWords.emptyBoardForViewers}</p>
        )}
      </EmptyState>
    );
  }
  return (
    <div class="board" role="group" aria-label={boardWords.board}>
      {[...shown.columns.values()].map((column) => (
        <BoardColumn key={column.status} board={shown} column={column} />
      ))}
    </div>
  );
}

/** A panel covers a part of the board: the column of the open card stays in view. */
function useOpenCardInView(): void {
  const { value: shown } = route;
  const key = shown.name === "ticket" ? shown.ticketKey : undefined;
  useEffect(() => {
    if (key === undefined) return;
    const column = document.querySelector(".card-open")?.closest(".column");
    column?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [key]);
}

/** While the board is in view, the keyboard moves on it. */
function useBoardCursor(): void {
  useEffect(() => {
    listCursor.value = boardCursor;
    const stop = watchCardFocus();
    return () => {
      stop();
      if (listCursor.peek() === boardCursor) listCursor.value = undefined;
      focusedTicketId.value = undefined;
      clearSelection();
    };
  }, []);
}
