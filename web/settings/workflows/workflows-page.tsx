import type { Workflow } from "../../../client/index.ts";
import { followLink, paths, type Route } from "../../routes.ts";
import { can, projects, workflows, workspace } from "../../store/workspace.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { workflowWords as words } from "../../words/en/workflows.ts";
import { SettingsPage } from "../frame.tsx";
import { WorkflowDrawing } from "./drawing-view.tsx";
import { SwitchProjects } from "./switch-projects.tsx";

/** All workflows, or, with an ID in the address, one with the projects that can use it. */
export function WorkflowsPage({ route }: { route: Route }) {
  const id = route.name === "workspace-settings" ? route.id : undefined;
  if (id !== undefined) return <WorkflowPage route={route} workflow={workflows.value.get(id)} />;
  return (
    <SettingsPage
      route={route}
      title={words.title}
      intro={words.intro}
      isWide
      actions={can("workflow:manage") && <EditorLink id="new" label={words.create} isPrimary />}
    >
      {[...workflows.value.values()].map((workflow) => (
        <WorkflowPart key={workflow.id} workflow={workflow} />
      ))}
    </SettingsPage>
  );
}

function WorkflowPart({ workflow }: { workflow: Workflow }) {
  const { id, name } = workflow;
  const users = projects.value.filter(({ workflow_id }) => workflow_id === id);
  const path = paths.workspaceSettings(workspace.value?.slug ?? "", "workflows", id);
  return (
    <section class="page-section">
      <header class="workflow-head">
        <h2 class="grow">
          <a
            class="entry-link"
            href={path}
            aria-label={words.open(name)}
            onClick={(event) => followLink(event, path)}
          >
            {name}
          </a>
        </h2>
        {can("workflow:manage") && (
          <EditorLink id={id} label={words.copy} fullLabel={words.copyOf(name)} />
        )}
      </header>
      <WorkflowDrawing workflow={workflow} />
      <p class="hint">
        {users.length === 0
          ? words.usedByNobody
          : `${words.usedBy} ${users.map((project) => project.name).join(", ")}`}
      </p>
    </section>
  );
}

function WorkflowPage({ route, workflow }: { route: Route; workflow: Workflow | undefined }) {
  if (!workflow) {
    return (
      <SettingsPage route={route} title={words.title}>
        <EmptyState icon="workflow" title={words.missing}>
          <p>{words.missingWhy}</p>
          <AllWorkflows />
        </EmptyState>
      </SettingsPage>
    );
  }
  return (
    <SettingsPage
      route={route}
      title={workflow.name}
      isWide
      actions={can("workflow:manage") && <EditorLink id={workflow.id} label={words.copy} />}
    >
      <AllWorkflows />
      <WorkflowDrawing workflow={workflow} />
      <SwitchProjects workflow={workflow} />
    </SettingsPage>
  );
}

function AllWorkflows() {
  const path = paths.workspaceSettings(workspace.value?.slug ?? "", "workflows");
  return (
    <a class="link" href={path} onClick={(event) => followLink(event, path)}>
      {words.all}
    </a>
  );
}

interface EditorLinkProps {
  id: string;
  label: string;
  fullLabel?: string;
  isPrimary?: boolean;
}

function EditorLink({ id, label, fullLabel, isPrimary = false }: EditorLinkProps) {
  const path = paths.workspaceSettings(workspace.value?.slug ?? "", "workflow-editor", id);
  return (
    <a
      class={isPrimary ? "button button-primary" : "button"}
      href={path}
      aria-label={fullLabel}
      onClick={(event) => followLink(event, path)}
    >
      {label}
    </a>
  );
}
