import { useMemo } from "preact/hooks";
import { api } from "../../api/client.ts";
import { SelectField, TextField } from "../../forms/fields.tsx";
import { createForm } from "../../forms/form.ts";
import { FormView } from "../../forms/form-view.tsx";
import { navigate, paths } from "../../routes.ts";
import { workflows, workspace } from "../../store/workspace.ts";
import { Section } from "../../ui/page.tsx";
import { projectWords as words } from "../../words/en/projects.ts";
import { settingsWords } from "../../words/en/settings.ts";
import { keepProject } from "./keep-project.ts";
import { suggestKey } from "./suggest-key.ts";

/** The form of a new project. Its board opens when the project exists. */
export function CreateProject({ close }: { close: () => void }) {
  const form = useMemo(() => {
    const standard = [...workflows.peek().values()].find(({ name }) => name === "standard");
    const [first] = workflows.peek().values();
    const workflow_id = (standard ?? first)?.id ?? "";
    return createForm(
      { name: "", key: "", workflow_id },
      {
        async send({ name, key, workflow_id: chosen }, options) {
          const { id: workspace_id = "", slug = "" } = workspace.peek() ?? {};
          const body = {
            name,
            key: (key.trim() || suggestKey(name)).toUpperCase(),
            ...(chosen && { workflow_id: chosen }),
          };
          const project = await api.createProject({ workspace_id, ...body }, options);
          keepProject(project);
          navigate(paths.board(slug, project.key), { replace: true });
        },
      },
    );
  }, []);
  const { name } = form.values.value;
  return (
    <Section title={words.create}>
      <FormView form={form} action={words.createAction} onCancel={close} isInline>
        <TextField form={form} name="name" label={settingsWords.name} isFocused />
        <TextField
          form={form}
          name="key"
          label={words.key}
          hint={words.keyHint}
          suggestion={suggestKey(name)}
        />
        <SelectField
          form={form}
          name="workflow_id"
          label={words.workflow}
          options={workflowOptions()}
        />
      </FormView>
    </Section>
  );
}

export function workflowOptions(): { value: string; label: string }[] {
  return [...workflows.value.values()].map(({ id, name }) => ({ value: id, label: name }));
}
