import { useMemo } from "preact/hooks";
import { api } from "../../api/client.ts";
import { TextField } from "../../forms/fields.tsx";
import { createForm } from "../../forms/form.ts";
import { FormView } from "../../forms/form-view.tsx";
import { openWorkspace } from "./open-workspace.ts";

interface NewWorkspaceProps {
  label: string;
  hint: string;
  /** What the button says. */
  action: string;
  suggestion?: string;
  isInline?: boolean;
}

/** The form of a new workspace, which is opened then. */
export function NewWorkspace({ label, hint, action, suggestion, isInline }: NewWorkspaceProps) {
  const form = useMemo(() => {
    // It is created once, although it may not open at the first try.
    let created: string | undefined;
    return createForm(
      { name: "" },
      {
        async send({ name }, options) {
          created ??= (await api.createWorkspace({ name }, options)).id;
          await openWorkspace(created);
          created = undefined;
        },
      },
    );
  }, []);
  return (
    <FormView form={form} action={action} isInline={isInline ?? false}>
      <TextField
        form={form}
        name="name"
        label={label}
        hint={hint}
        suggestion={suggestion ?? ""}
        autocomplete="organization"
      />
    </FormView>
  );
}
