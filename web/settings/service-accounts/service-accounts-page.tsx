import { useMemo, useState } from "preact/hooks";
import type { ServiceAccount } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { SelectField, TextField } from "../../forms/fields.tsx";
import { createForm } from "../../forms/form.ts";
import { FormView } from "../../forms/form-view.tsx";
import { useOpener } from "../../forms/use-opener.ts";
import { LoadedView, MoreRows, usePagedList } from "../../loading/loading-view.tsx";
import { followLink, navigate, paths, type Route } from "../../routes.ts";
import { can, workspace } from "../../store/workspace.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Avatar } from "../../ui/marks/avatar.tsx";
import { Section } from "../../ui/page.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { serviceAccountWords as words } from "../../words/en/service-accounts.ts";
import { settingsWords } from "../../words/en/settings.ts";
import { SettingsPage } from "../frame.tsx";
import { roleOptions } from "../roles.ts";
import { AccountPage } from "./account-page.tsx";

/** All service accounts, or, with an ID in the address, one with its tokens. */
export function ServiceAccountsPage({ route }: { route: Route }) {
  const id = route.name === "workspace-settings" ? route.id : undefined;
  if (id !== undefined) return <AccountPage route={route} userId={id} />;
  return <AccountList route={route} />;
}

function AccountList({ route }: { route: Route }) {
  const [isCreating, setCreating] = useState(false);
  const opener = useOpener(isCreating);
  const workspace_id = workspace.value?.id ?? "";
  const { loader, readPage } = usePagedList(
    (place, signal) => api.listServiceAccounts({ workspace_id, ...place, limit: 100 }, { signal }),
    [workspace_id],
  );
  const mayManage = can("service_account:manage");
  const create = (
    <button
      ref={opener}
      class="button button-primary"
      type="button"
      onClick={() => setCreating(true)}
      disabled={isCreating}
    >
      {words.create}
    </button>
  );
  return (
    <SettingsPage
      route={route}
      title={words.title}
      intro={words.intro}
      actions={mayManage && create}
    >
      {isCreating && <CreateAccount close={() => setCreating(false)} />}
      <LoadedView loader={loader}>
        {(list) => (
          <>
            {list.rows.length === 0 && (
              <EmptyState icon="bot" title={words.empty}>
                <p>{words.emptyHint}</p>
              </EmptyState>
            )}
            <ul class="entries" aria-label={words.title}>
              {list.rows.map((account) => (
                <AccountRow key={account.user_id} account={account} mayOpen={mayManage} />
              ))}
            </ul>
            <MoreRows list={list} loader={loader} readPage={readPage} />
          </>
        )}
      </LoadedView>
    </SettingsPage>
  );
}

function AccountRow({ account, mayOpen }: { account: ServiceAccount; mayOpen: boolean }) {
  const { user_id, name, handle, role, created_at } = account;
  const path = paths.workspaceSettings(workspace.value?.slug ?? "", "service-accounts", user_id);
  return (
    <li class="entry">
      <Avatar id={user_id} name={name} size={28} />
      <div class="entry-main">
        <p class="entry-title">
          {mayOpen ? (
            <a class="entry-link" href={path} onClick={(event) => followLink(event, path)}>
              {name}
            </a>
          ) : (
            name
          )}
        </p>
        <p class="entry-detail">@{handle}</p>
      </div>
      <span class="entry-time">
        {words.createdAt} <RelativeTime at={created_at} />
      </span>
      <span class="entry-role">{settingsWords.roles[role]}</span>
    </li>
  );
}

function CreateAccount({ close }: { close: () => void }) {
  const form = useMemo(
    () =>
      createForm(
        { name: "", role: "member" as ServiceAccount["role"] },
        {
          async send(values, options) {
            const { id: workspace_id = "", slug = "" } = workspace.peek() ?? {};
            const account = await api.createServiceAccount({ workspace_id, ...values }, options);
            navigate(paths.workspaceSettings(slug, "service-accounts", account.user_id));
          },
        },
      ),
    [],
  );
  return (
    <Section title={words.create}>
      <FormView form={form} action={words.createAction} onCancel={close} isInline>
        <TextField
          form={form}
          name="name"
          label={settingsWords.name}
          hint={words.nameHint}
          isFocused
        />
        <SelectField
          form={form}
          name="role"
          label={settingsWords.role}
          hint={settingsWords.roleHints[form.values.value.role]}
          options={roleOptions}
        />
      </FormView>
    </Section>
  );
}
