import { signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { api } from "../../api/client.ts";
import { TextField } from "../../forms/fields.tsx";
import { createForm, type Form } from "../../forms/form.ts";
import { FormView } from "../../forms/form-view.tsx";
import { navigate, paths, type Route } from "../../routes.ts";
import { loadDraft, removeDraft, saveDraft } from "../../store/drafts.ts";
import { showToast } from "../../store/toasts.ts";
import { can, statusName, workflows, workspace } from "../../store/workspace.ts";
import { ErrorNote } from "../../ui/field.tsx";
import { Section } from "../../ui/page.tsx";
import { workflowWords as words } from "../../words/en/workflows.ts";
import { SettingsPage } from "../frame.tsx";
import { bodyOf, type Draft, draftOf, fromStored, newDraft, toStored } from "./draft.ts";
import { WorkflowDrawing } from "./drawing-view.tsx";
import { TransitionMatrix } from "./matrix.tsx";
import { StatusEditor } from "./status-editor.tsx";
import { validateWorkflow } from "./validate.ts";

/** Writes a new workflow, from nothing or from a copy of the one in the address. */
export function WorkflowEditorPage({ route }: { route: Route }) {
  const id = (route.name === "workspace-settings" && route.id) || "new";
  const copied = workflows.value.get(id);
  const title = copied ? words.copyTitle(copied.name) : words.editorTitle;
  if (!can("workflow:manage")) {
    return (
      <SettingsPage route={route} title={title}>
        <p class="note">{words.forbidden}</p>
      </SettingsPage>
    );
  }
  return (
    <SettingsPage route={route} title={title} isWide>
      <Editor key={id} id={id} />
    </SettingsPage>
  );
}

function Editor({ id }: { id: string }) {
  const { form, draftName, isRestored } = useMemo(() => openEditor(id), []);
  const { draft } = form.values.value;
  const { name } = form.values.value;
  useEffect(() => {
    const text = toStored({ ...draft, name });
    if (text === toStored(startOf(id))) removeDraft(draftName);
    else saveDraft(draftName, text);
  }, [draft, name]);
  const change = (next: Draft) => form.set({ draft: next, statuses: [], transitions: [] });
  const startAgain = () => {
    form.reset(valuesOf(startOf(id)));
    isRestored.value = false;
  };
  const names = new Map(draft.statuses.map((each) => [each.status, each.name]));
  return (
    <FormView form={form} action={words.save} onDone={() => removeDraft(draftName)} isLong>
      {isRestored.value && (
        <p class="note">
          {words.restored}{" "}
          <button class="link" type="button" onClick={startAgain}>
            {words.discard}
          </button>
        </p>
      )}
      <div class="page-form">
        <TextField form={form} name="name" label={words.name} />
      </div>
      <Section title={words.statuses} intro={words.statusesIntro}>
        <ErrorAt form={form} field="statuses" />
        <StatusEditor draft={draft} errorAt={form.errorAt} change={change} />
      </Section>
      <Section title={words.transitions} intro={words.transitionsIntro}>
        <ErrorAt form={form} field="transitions" />
        <TransitionMatrix draft={draft} change={change} />
      </Section>
      <Section title={words.preview}>
        <WorkflowDrawing
          workflow={drawnOf(draft, name)}
          nameOf={(status) => names.get(status) || statusName(status)}
        />
      </Section>
    </FormView>
  );
}

function ErrorAt({ form, field }: { form: Form<EditorValues>; field: string }) {
  const error = form.errorAt(field);
  return error ? <ErrorNote>{error}</ErrorNote> : null;
}

/** `statuses` and `transitions` are named so that the API's errors about them have a place. */
interface EditorValues {
  name: string;
  draft: Draft;
  statuses: readonly never[];
  transitions: readonly never[];
}

function valuesOf(draft: Draft): EditorValues {
  return { name: draft.name, draft, statuses: [], transitions: [] };
}

function startOf(id: string): Draft {
  const copied = workflows.peek().get(id);
  return copied ? draftOf(copied, statusName) : newDraft(words.firstStatuses);
}

/** The editor with what was written before, or with what it starts from. */
function openEditor(id: string) {
  const { id: workspace_id = "", slug = "" } = workspace.peek() ?? {};
  const draftName = `workflow:${workspace_id}:${id}`;
  const start = startOf(id);
  const stored = fromStored(loadDraft(draftName));
  const isChanged = stored !== undefined && toStored(stored) !== toStored(start);
  const form = createForm(valuesOf(stored ?? start), {
    check: ({ name, draft }) => validateWorkflow(bodyOf({ ...draft, name })),
    async send({ name, draft }, options) {
      const body = bodyOf({ ...draft, name });
      const workflow = await api.createWorkflow({ workspace_id, ...body }, options);
      removeDraft(draftName);
      workflows.value = new Map([...workflows.peek(), [workflow.id, workflow]]);
      navigate(paths.workspaceSettings(slug, "workflows", workflow.id));
      showToast({ text: words.created(workflow.name), seconds: 10 });
    },
  });
  return { form, draftName, isRestored: signal(isChanged) };
}

/** What can be drawn of a draft: no statuses of the same name, and none without one. */
function drawnOf(draft: Draft, name: string) {
  const seen = new Set<string>();
  const statuses = draft.statuses.filter(({ status }) => {
    const isNew = status !== "" && !seen.has(status);
    seen.add(status);
    return isNew;
  });
  const ids = new Set(statuses.map((each) => each.id));
  const body = bodyOf({ ...draft, name, statuses: draft.statuses.filter(({ id }) => ids.has(id)) });
  const transitions = body.transitions.map((transition) => ({
    permission: "ticket:transition" as const,
    reason_required: false,
    resolution_required: false,
    ...transition,
  }));
  return { name, statuses: body.statuses, transitions };
}
