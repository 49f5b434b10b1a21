import type { ComponentChildren } from "preact";
import type { Project } from "../../client/index.ts";
import { paths } from "../routes.ts";
import { can, projectByKey, workspace } from "../store/workspace.ts";
import { openCreate } from "../ticket/create.ts";
import { Icon } from "../ui/marks/icon.tsx";
import { LinkTabs } from "../ui/tabs.tsx";
import { shellWords } from "../words/en/shell.ts";

/** The head of a page: its name, then what belongs to the view, then actions at the right. */
export function Header({
  title,
  children,
  actions,
}: {
  title: ComponentChildren;
  children?: ComponentChildren;
  actions?: ComponentChildren;
}) {
  return (
    <header class="header">
      <div class="header-title">
        {typeof title === "string" ? <h1 tabIndex={-1}>{title}</h1> : title}
      </div>
      {children}
      <span class="grow" />
      {actions}
    </header>
  );
}

/** The head of a project's board and list: key, name, the two views, and whether it is archived. */
export function ProjectHeader({
  projectKey,
  view,
  children,
}: {
  projectKey: string;
  view: "board" | "list";
  children?: ComponentChildren;
}) {
  const slug = workspace.value?.slug ?? "";
  const project = projectByKey(projectKey);
  const title = (
    <>
      <span class="project-key project-key-large">{projectKey}</span>
      <h1 class="cut" tabIndex={-1}>
        {project?.name}
      </h1>
    </>
  );
  return (
    <>
      <Header title={title} actions={project && <NewTicketButton project={project} />}>
        <LinkTabs
          label={shellWords.view}
          current={view}
          tabs={[
            {
              id: "board",
              label: shellWords.board,
              icon: "square-kanban",
              path: paths.board(slug, projectKey),
            },
            {
              id: "list",
              label: shellWords.list,
              icon: "rows-3",
              path: paths.list(slug, projectKey),
            },
          ]}
        />
        {children}
      </Header>
      {project?.archived_at && (
        <p class="archived-line">
          <Icon name="archive" size={14} />
          {shellWords.archived(can("project:manage"))}
        </p>
      )}
    </>
  );
}

function NewTicketButton({ project: { id, archived_at } }: { project: Project }) {
  if (archived_at !== null || !can("ticket:create")) return null;
  return (
    <button
      type="button"
      class="button button-primary wide-only"
      onClick={() => openCreate({ projectId: id })}
    >
      <Icon name="plus" size={15} />
      {shellWords.newTicket}
      <kbd>C</kbd>
    </button>
  );
}
