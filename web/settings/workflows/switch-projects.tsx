import { useState } from "preact/hooks";
import type { Project, Workflow } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { Failure } from "../../loading/failure.tsx";
import { followLink, paths } from "../../routes.ts";
import { can, projects, workflows, workspace } from "../../store/workspace.ts";
import { Section } from "../../ui/page.tsx";
import { projectWords } from "../../words/en/projects.ts";
import { workflowWords as words } from "../../words/en/workflows.ts";
import { keepProject } from "../projects/keep-project.ts";
import { StatusesInTheWay } from "../projects/statuses-in-the-way.tsx";

/** Which projects use a workflow, and a button for each that could. */
export function SwitchProjects({ workflow }: { workflow: Workflow }) {
  const active = projects.value.filter(({ archived_at }) => archived_at === null);
  return (
    <Section title={words.projects} intro={words.projectsIntro}>
      {active.length === 0 && <p class="note">{words.noProjects}</p>}
      <ul class="entries" aria-label={words.projects}>
        {active.map((project) => (
          <ProjectToSwitch key={project.id} project={project} workflow={workflow} />
        ))}
      </ul>
    </Section>
  );
}

function ProjectToSwitch({ project, workflow }: { project: Project; workflow: Workflow }) {
  const [error, setError] = useState<unknown>();
  const [isPending, setPending] = useState(false);
  const { workspace_id, id: project_id, name, key } = project;
  const path = paths.board(workspace.value?.slug ?? "", key);
  const usesIt = project.workflow_id === workflow.id;
  const other = workflows.value.get(project.workflow_id)?.name ?? projectWords.unknownWorkflow;
  const switchWorkflow = async () => {
    setError(undefined);
    setPending(true);
    try {
      keepProject(await api.updateProject({ workspace_id, project_id, workflow_id: workflow.id }));
    } catch (refusal) {
      setError(refusal);
    } finally {
      setPending(false);
    }
  };
  return (
    <li class="entry entry-wrapping">
      <span class="project-key">{key}</span>
      <div class="entry-main">
        <p class="entry-title">
          <a class="entry-link" href={path} onClick={(event) => followLink(event, path)}>
            {name}
          </a>
        </p>
      </div>
      <span class="entry-role">{usesIt ? words.alreadyUses : words.usesInstead(other)}</span>
      {!usesIt && can("project:manage") && (
        <button
          class="button button-small"
          type="button"
          aria-label={words.switchProjectTo(name)}
          aria-disabled={isPending}
          onClick={() => void switchWorkflow()}
        >
          {words.switchProject}
        </button>
      )}
      <StatusesInTheWay project={project} error={error} />
      <Failure error={error} />
    </li>
  );
}
