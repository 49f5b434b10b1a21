import { useMemo, useState } from "preact/hooks";
import type { Workspace } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { TextField } from "../../forms/fields.tsx";
import { createForm } from "../../forms/form.ts";
import { FormView } from "../../forms/form-view.tsx";
import { Failure } from "../../loading/failure.tsx";
import type { Loader } from "../../loading/loader.ts";
import { LoadedView, useLoader } from "../../loading/loading-view.tsx";
import { navigate, paths, type Route } from "../../routes.ts";
import { showToast } from "../../store/toasts.ts";
import { can, loadMemberships, workspace } from "../../store/workspace.ts";
import { Switch } from "../../ui/field.tsx";
import { Section } from "../../ui/page.tsx";
import { workspaceWords as words } from "../../words/en/workspace-settings.ts";
import { SettingsPage } from "../frame.tsx";
import { DeleteWorkspace } from "./delete-workspace.tsx";

/** The workspace itself: its name, its rules, and its end. */
export function WorkspacePage({ route }: { route: Route }) {
  const workspace_id = workspace.value?.id ?? "";
  const loader = useLoader(
    (signal) => api.getWorkspace({ workspace_id }, { signal }),
    [workspace_id],
  );
  const mayEdit = can("workspace:edit");
  return (
    <SettingsPage route={route} title={words.title} intro={words.intro}>
      {!mayEdit && <p class="note">{words.readOnly}</p>}
      <LoadedView loader={loader}>
        {(shown) => (
          <>
            <Section title={words.identity}>
              {mayEdit ? (
                <NameForm shown={shown} loader={loader} />
              ) : (
                <p>
                  {shown.name} <span class="hint">{paths.myWork(shown.slug)}</span>
                </p>
              )}
            </Section>
            <Rules shown={shown} loader={loader} mayEdit={mayEdit} />
            {can("workspace:delete") && <DeleteWorkspace shown={shown} />}
          </>
        )}
      </LoadedView>
    </SettingsPage>
  );
}

interface PartProps {
  shown: Workspace;
  loader: Loader<Workspace>;
}

function NameForm({ shown, loader }: PartProps) {
  const form = useMemo(
    () =>
      createForm(
        { name: shown.name, slug: shown.slug },
        {
          async send({ name, slug }) {
            const saved = await api.updateWorkspace({ workspace_id: shown.id, name, slug });
            loader.change(() => saved);
            const known = workspace.peek();
            if (known) workspace.value = { ...known, name: saved.name, slug: saved.slug };
            showToast({ text: words.saved });
            await loadMemberships();
            navigate(paths.workspaceSettings(saved.slug, "workspace"), { replace: true });
          },
        },
      ),
    [],
  );
  return (
    <FormView form={form} action={words.save}>
      <TextField form={form} name="name" label={words.name} autocomplete="off" />
      <TextField
        form={form}
        name="slug"
        label={words.slug}
        hint={words.slugHint}
        autocomplete="off"
      />
    </FormView>
  );
}

type Rule = "require_if_match" | "versions_visible_to_all";

function Rules({ shown, loader, mayEdit }: PartProps & { mayEdit: boolean }) {
  const [error, setError] = useState<unknown>();
  const set = (rule: Rule) => async (isOn: boolean) => {
    setError(undefined);
    const patch = { [rule]: isOn };
    await loader
      .save(
        (now) => ({ ...now, ...patch }),
        () => api.updateWorkspace({ workspace_id: shown.id, ...patch }),
      )
      .catch(setError);
  };
  return (
    <Section title={words.rules}>
      <Switch
        label={words.versionsVisible}
        hint={words.versionsVisibleHint}
        isOn={shown.versions_visible_to_all}
        isDisabled={!mayEdit}
        onChange={(isOn) => void set("versions_visible_to_all")(isOn)}
      />
      <Switch
        label={words.requireIfMatch}
        hint={words.requireIfMatchHint}
        isOn={shown.require_if_match}
        isDisabled={!mayEdit}
        onChange={(isOn) => void set("require_if_match")(isOn)}
      />
      <Failure error={error} />
    </Section>
  );
}
