import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Label } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { TextField } from "../../forms/fields.tsx";
import { createForm } from "../../forms/form.ts";
import { FormView } from "../../forms/form-view.tsx";
import { LoadedView, MoreRows, usePagedList } from "../../loading/loading-view.tsx";
import { query, type Route, setQuery } from "../../routes.ts";
import { can, workspace } from "../../store/workspace.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Field } from "../../ui/field.tsx";
import { hasFocus } from "../../ui/has-focus.ts";
import { LabelChip } from "../../ui/marks/avatar.tsx";
import { labelWords as words } from "../../words/en/labels.ts";
import { ConfirmDialog } from "../confirm-dialog.tsx";
import { SettingsPage } from "../frame.tsx";

/** All labels of the workspace. */
export function LabelsPage({ route }: { route: Route }) {
  const prefix = query.value.get("prefix") ?? "";
  const workspace_id = workspace.value?.id ?? "";
  const renamed = useRef<string>(undefined);
  const { loader, readPage } = usePagedList(
    (place, signal) =>
      api.listLabels({ workspace_id, ...(prefix && { prefix }), ...place, limit: 100 }, { signal }),
    [workspace_id, prefix],
  );
  return (
    <SettingsPage route={route} title={words.title} intro={words.intro}>
      <div class="find">
        <Field label={words.find}>
          {(attributes) => (
            <input
              {...attributes}
              type="search"
              value={prefix}
              onInput={({ currentTarget: { value } }) => setQuery({ prefix: value || undefined })}
            />
          )}
        </Field>
      </div>
      <LoadedView loader={loader}>
        {(list) => (
          <>
            {list.rows.length === 0 && (
              <EmptyState icon="tags" title={prefix ? words.emptyFiltered : words.empty}>
                {!prefix && <p>{words.emptyHint}</p>}
              </EmptyState>
            )}
            <ul class="entries" aria-label={words.title}>
              {list.rows.map((label) => (
                <LabelRow key={label.name} label={label} renamed={renamed} reload={loader.load} />
              ))}
            </ul>
            <MoreRows list={list} loader={loader} readPage={readPage} />
          </>
        )}
      </LoadedView>
    </SettingsPage>
  );
}

/** Renaming may merge two labels, so the list is read again afterwards. */
interface LabelRowProps {
  label: Label;
  reload: () => Promise<void>;
  /** The label whose form was left: its button takes the focus, in whichever row it is now. */
  renamed: { current: string | undefined };
}

function LabelRow({ label, reload, renamed }: LabelRowProps) {
  const [mode, setMode] = useState<"shown" | "renaming" | "deleting">("shown");
  const { name, ticket_count } = label;
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (renamed.current !== name || mode !== "shown") return;
    renamed.current = undefined;
    if (!hasFocus()) button.current?.focus();
  });
  const remove = async () => {
    await api.deleteLabel({ workspace_id: workspace.peek()?.id ?? "", label: name });
    await reload();
  };
  return (
    <li class="entry entry-wrapping">
      <span class="entry-main">
        <LabelChip name={name} />
      </span>
      <span class="entry-role number">{words.tickets(ticket_count)}</span>
      {can("label:manage") && (
        <>
          <button
            ref={button}
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
            aria-label={words.removeOf(name)}
            onClick={() => setMode("deleting")}
          >
            {words.remove}
          </button>
        </>
      )}
      {mode === "renaming" && (
        <RenameLabel
          label={label}
          reload={reload}
          renamed={renamed}
          close={() => setMode("shown")}
        />
      )}
      {mode === "deleting" && (
        <ConfirmDialog
          title={words.removeTitle(name)}
          action={words.removeAction}
          run={remove}
          close={() => setMode("shown")}
        >
          {words.removeText(words.tickets(ticket_count))}
        </ConfirmDialog>
      )}
    </li>
  );
}

function RenameLabel({ label, reload, renamed, close }: LabelRowProps & { close: () => void }) {
  const form = useMemo(
    () =>
      createForm(
        { name: label.name },
        {
          async send({ name }) {
            const workspace_id = workspace.peek()?.id ?? "";
            const saved = await api.updateLabel({ workspace_id, label: label.name, name });
            renamed.current = saved.name;
            await reload();
            // Without a row of this name, nothing may take the focus later.
            requestAnimationFrame(() => {
              renamed.current = undefined;
            });
          },
        },
      ),
    [],
  );
  const cancel = () => {
    renamed.current = label.name;
    close();
  };
  return (
    <div class="entry-form">
      <FormView form={form} action={words.save} onDone={close} onCancel={cancel} isInline>
        <TextField form={form} name="name" label={words.newName} hint={words.mergeHint} isFocused />
      </FormView>
    </div>
  );
}
