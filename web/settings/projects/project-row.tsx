import type { RefObject } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { Project } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { Select, TextField } from "../../forms/fields.tsx";
import { createForm } from "../../forms/form.ts";
import { FormView } from "../../forms/form-view.tsx";
import { useOpener } from "../../forms/use-opener.ts";
import { Failure } from "../../loading/failure.tsx";
import { followLink, paths } from "../../routes.ts";
import { showToast } from "../../store/toasts.ts";
import { can, workflows, workspace } from "../../store/workspace.ts";
import { projectWords as words } from "../../words/en/projects.ts";
import { settingsWords } from "../../words/en/settings.ts";
import { ConfirmDialog, Consequences } from "../confirm-dialog.tsx";
import { workflowOptions } from "./create-project.tsx";
import { StatusesInTheWay } from "./statuses-in-the-way.tsx";

interface ProjectRowProps {
  project: Project;
  onChange: (project: Project) => void;
}

/** A project, with its name, its workflow, and whether it is archived. */
export function ProjectRow({ project, onChange }: ProjectRowProps) {
  const [mode, setMode] = useState<"shown" | "renaming" | "archiving">("shown");
  const [error, setError] = useState<unknown>();
  const opener = useOpener(mode === "renaming");
  const { key, name } = project;
  const path = paths.board(workspace.value?.slug ?? "", key);
  const attempt = async (change: () => Promise<Project>) => {
    setError(undefined);
    try {
      onChange(await change());
    } catch (refusal) {
      setError(refusal);
    }
  };
  if (mode === "renaming") {
    return (
      <li class="entry entry-wrapping">
        <span class="project-key">{key}</span>
        <RenameForm project={project} onChange={onChange} close={() => setMode("shown")} />
      </li>
    );
  }
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
      <WorkflowOf project={project} attempt={attempt} />
      {can("project:manage") && (
        <RowButtons project={project} attempt={attempt} setMode={setMode} opener={opener} />
      )}
      <StatusesInTheWay project={project} error={error} />
      <Failure error={error} />
      {mode === "archiving" && (
        <ArchiveDialog project={project} onChange={onChange} close={() => setMode("shown")} />
      )}
    </li>
  );
}

interface RowButtonsProps {
  project: Project;
  attempt: (change: () => Promise<Project>) => Promise<void>;
  setMode: (mode: "renaming" | "archiving") => void;
  opener: RefObject<HTMLButtonElement | null>;
}

function RowButtons({ project, attempt, setMode, opener }: RowButtonsProps) {
  const { workspace_id, id: project_id, name, archived_at } = project;
  if (archived_at !== null) {
    const restore = async () => {
      const restored = await api.restoreProject({ workspace_id, project_id });
      showToast({ text: words.restored(name) });
      return restored;
    };
    return (
      <button
        class="button button-small"
        type="button"
        aria-label={words.restoreOf(name)}
        onClick={() => void attempt(restore)}
      >
        {words.restore}
      </button>
    );
  }
  return (
    <>
      <button
        ref={opener}
        class="button button-small"
        type="button"
        aria-label={words.renameOf(name)}
        onClick={() => setMode("renaming")}
      >
        {words.rename}
      </button>
      <button
        class="button button-small"
        type="button"
        aria-label={words.archiveOf(name)}
        onClick={() => setMode("archiving")}
      >
        {words.archive}
      </button>
    </>
  );
}

/** The workflow, as a choice for those who may change it. */
function WorkflowOf({ project, attempt }: Pick<RowButtonsProps, "project" | "attempt">) {
  const { workspace_id, id: project_id, name, workflow_id, archived_at } = project;
  const workflow = workflows.value.get(workflow_id)?.name ?? words.unknownWorkflow;
  if (!can("project:manage") || archived_at !== null) {
    return <span class="entry-role">{workflow}</span>;
  }
  const change = async (next: string) => {
    const changed = await api.updateProject({ workspace_id, project_id, workflow_id: next });
    showToast({ text: words.switched(name, workflows.peek().get(next)?.name ?? "") });
    return changed;
  };
  return (
    <Select
      aria-label={words.workflowOf(name)}
      options={workflowOptions()}
      value={workflow_id}
      choose={(next) => void attempt(() => change(next))}
    />
  );
}

interface RowFormProps extends ProjectRowProps {
  close: () => void;
}

function RenameForm({ project, onChange, close }: RowFormProps) {
  const { workspace_id, id: project_id } = project;
  const form = useMemo(
    () =>
      createForm(
        { name: project.name },
        {
          async send({ name }) {
            onChange(await api.updateProject({ workspace_id, project_id, name }));
          },
        },
      ),
    [],
  );
  return (
    <FormView form={form} action={words.saveName} onDone={close} onCancel={close} isInline>
      <TextField form={form} name="name" label={settingsWords.name} isFocused />
    </FormView>
  );
}

function ArchiveDialog({ project, onChange, close }: RowFormProps) {
  const { workspace_id, id: project_id, name } = project;
  const archive = async () => {
    await api.archiveProject({ workspace_id, project_id });
    onChange(await api.getProject({ workspace_id, project_id }));
  };
  return (
    <ConfirmDialog
      title={words.archiveTitle(name)}
      action={words.archiveAction(name)}
      tone="primary"
      run={archive}
      close={close}
    >
      <Consequences sentences={words.archiveEffects} />
    </ConfirmDialog>
  );
}
