import type { Project } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { useOpener } from "../../forms/use-opener.ts";
import { LoadedView, MoreRows, usePagedList } from "../../loading/loading-view.tsx";
import { navigate, paths, type Route } from "../../routes.ts";
import { can, projects, workspace } from "../../store/workspace.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Section } from "../../ui/page.tsx";
import { projectWords as words } from "../../words/en/projects.ts";
import { SettingsPage } from "../frame.tsx";
import { CreateProject } from "./create-project.tsx";
import { keepProject } from "./keep-project.ts";
import { ProjectRow } from "./project-row.tsx";

/** All projects, archived ones too. */
export function ProjectsPage({ route }: { route: Route }) {
  const { id: workspace_id = "", slug = "" } = workspace.value ?? {};
  const mayManage = can("project:manage");
  // The plus sign in the sidebar leads here, too.
  const isCreating = mayManage && route.name === "workspace-settings" && route.id === "new";
  const opener = useOpener(isCreating);
  const goTo = (id?: "new") =>
    navigate(paths.workspaceSettings(slug, "projects", id), { replace: id === undefined });
  const archived = usePagedList(
    (place, signal) =>
      api.listProjects({ workspace_id, archived: "true", ...place, limit: 100 }, { signal }),
    [workspace_id],
  );
  const active = projects.value.filter(({ archived_at }) => archived_at === null);
  const onChange = (project: Project) => {
    keepProject(project);
    archived.loader.change((list) => ({ ...list, rows: withArchived(list.rows, project) }));
  };
  const create = (
    <button
      ref={opener}
      class="button button-primary"
      type="button"
      onClick={() => goTo("new")}
      disabled={isCreating}
    >
      {words.create}
    </button>
  );
  return (
    <SettingsPage
      route={route}
      title={words.title}
      intro={words.intro}
      actions={mayManage && create}
    >
      {isCreating && <CreateProject close={() => goTo()} />}
      {active.length === 0 && !isCreating && (
        <EmptyState icon="folder" title={words.empty}>
          <p>{mayManage ? words.emptyHint : words.emptyReadOnly}</p>
        </EmptyState>
      )}
      <ProjectRows label={words.active} rows={active} onChange={onChange} />
      <LoadedView loader={archived.loader}>
        {(list) =>
          list.rows.length > 0 && (
            <Section title={words.archived}>
              <ProjectRows label={words.archived} rows={list.rows} onChange={onChange} />
              <MoreRows list={list} {...archived} />
            </Section>
          )
        }
      </LoadedView>
    </SettingsPage>
  );
}

interface ProjectRowsProps {
  label: string;
  rows: readonly Project[];
  onChange: (project: Project) => void;
}

function ProjectRows({ label, rows, onChange }: ProjectRowsProps) {
  return (
    <ul class="entries" aria-label={label}>
      {rows.map((project) => (
        <ProjectRow key={project.id} project={project} onChange={onChange} />
      ))}
    </ul>
  );
}

/** The archived projects after one of them changed, or another was archived. */
function withArchived(rows: Project[], project: Project): Project[] {
  const others = rows.filter(({ id }) => id !== project.id);
  return project.archived_at === null ? others : [project, ...others];
}
