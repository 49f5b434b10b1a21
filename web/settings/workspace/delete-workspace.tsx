import { useState } from "preact/hooks";
import type { Workspace } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { navigate, paths } from "../../routes.ts";
import { showToast } from "../../store/toasts.ts";
import { forgetMembership } from "../../store/workspace.ts";
import { Field } from "../../ui/field.tsx";
import { Section } from "../../ui/page.tsx";
import { workspaceWords as words } from "../../words/en/workspace-settings.ts";
import { ConfirmDialog, Consequences } from "../confirm-dialog.tsx";

/** Deletes the workspace after its name was typed. */
export function DeleteWorkspace({ shown: { id, name } }: { shown: Workspace }) {
  const [isAsking, setAsking] = useState(false);
  const [typed, setTyped] = useState("");
  const remove = async () => {
    await api.deleteWorkspace({ workspace_id: id });
    showToast({ text: words.deleted(name), seconds: 10 });
    forgetMembership(id);
    navigate(paths.home());
  };
  return (
    <Section title={words.delete} intro={words.deleteIntro}>
      <p>
        <button class="button button-danger" type="button" onClick={() => setAsking(true)}>
          {words.deleteAction(name)}
        </button>
      </p>
      {isAsking && (
        <ConfirmDialog
          title={words.deleteTitle(name)}
          action={words.deleteAction(name)}
          run={remove}
          close={() => {
            setAsking(false);
            setTyped("");
          }}
          isDisabled={typed.trim() !== name}
        >
          <Consequences sentences={words.deleteEffects} />
          <Field label={words.typeName(name)}>
            {(attributes) => (
              <input
                {...attributes}
                type="text"
                autocomplete="off"
                data-first
                value={typed}
                onInput={({ currentTarget }) => setTyped(currentTarget.value)}
              />
            )}
          </Field>
        </ConfirmDialog>
      )}
    </Section>
  );
}
