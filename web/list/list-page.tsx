import { useEffect, useMemo } from "preact/hooks";
import { query, type Route, setQuery } from "../routes.ts";
import { ProjectHeader } from "../shell/header.tsx";
import { followTicketList } from "../store/lists/live-lists.ts";
import { createTicketList } from "../store/lists/ticket-list.ts";
import { filterFromQuery, isFiltered } from "../store/ticket-filter.ts";
import { sortFromQuery } from "../store/ticket-order.ts";
import { mayWrite, projectByKey } from "../store/workspace.ts";
import { FirstTicket } from "../ticket/create/first-ticket.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { listWords } from "../words/en/list.ts";
import { clearFilter, FilterBar } from "./filter-bar.tsx";
import { ListBody } from "./list-body.tsx";
import { SortButton } from "./sort-button.tsx";

/** The tickets of a project as a list. Filter and sort are in the address. */
export function ListPage({ route }: { route: Route }) {
  const projectKey = "projectKey" in route ? route.projectKey : "";
  const project = projectByKey(projectKey);
  if (!project) {
    return (
      <EmptyState icon="circle-help" title={listWords.noProject(projectKey)}>
        <p>{listWords.noProjectText}</p>
      </EmptyState>
    );
  }
  const isReadOnly = !mayWrite.value || project.archived_at !== null;
  return (
    <>
      <ProjectHeader projectKey={projectKey} view="list">
        <SortButton sort={sortFromQuery(query.value, "-created_at")} />
        <FilterBar projectKey={projectKey} />
      </ProjectHeader>
      <ProjectList projectId={project.id} isReadOnly={isReadOnly} />
    </>
  );
}

function ProjectList({ projectId, isReadOnly }: { projectId: string; isReadOnly: boolean }) {
  const filter = filterFromQuery(query.value);
  const sort = sortFromQuery(query.value, "-created_at");
  const request = { ...filter, sort, project_id: projectId };
  const name = JSON.stringify(request);
  const list = useMemo(() => createTicketList(request), [name]);
  useEffect(() => followTicketList(list), [list]);
  return (
    <ListBody
      key={name}
      list={list}
      sort={sort}
      onSort={(next) => setQuery({ sort: next })}
      empty={
        <EmptyList projectId={projectId} isFiltered={isFiltered(filter)} isReadOnly={isReadOnly} />
      }
    />
  );
}

function EmptyList({
  projectId,
  isFiltered: hasFilter,
  isReadOnly,
}: {
  projectId: string;
  isFiltered: boolean;
  isReadOnly: boolean;
}) {
  if (hasFilter) {
    return (
      <EmptyState icon="list-filter" title={listWords.nothingMatches}>
        <button type="button" class="button" onClick={() => clearFilter()}>
          {listWords.clear}
        </button>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon="list" title={listWords.emptyProject}>
      {isReadOnly ? <p>{listWords.emptyProjectReadOnly}</p> : <FirstTicket projectId={projectId} />}
    </EmptyState>
  );
}
