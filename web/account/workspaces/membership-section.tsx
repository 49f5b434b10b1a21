import { useMemo } from "preact/hooks";
import { api } from "../../api/client.ts";
import { TextField } from "../../forms/fields.tsx";
import { createForm } from "../../forms/form.ts";
import { FormView } from "../../forms/form-view.tsx";
import { followLink, navigate, paths } from "../../routes.ts";
import { loadMemberships, me, slugOf } from "../../store/workspace.ts";
import { Section } from "../../ui/page.tsx";
import { accountWords as words } from "../../words/en/account.ts";
import { settingsWords } from "../../words/en/settings.ts";

/** The workspaces that one is a member of, and the form of a new one. */
export function MembershipSection() {
  const memberships = me.value?.memberships ?? [];
  const form = useMemo(
    () =>
      createForm(
        { name: "" },
        {
          async send({ name }, options) {
            const { id } = await api.createWorkspace({ name }, options);
            await loadMemberships();
            const made = me.peek()?.memberships.find(({ workspace_id }) => workspace_id === id);
            if (made) navigate(paths.myWork(slugOf(made)));
          },
        },
      ),
    [],
  );
  return (
    <Section title={words.memberships}>
      <ul class="entries" aria-label={words.memberships}>
        {memberships.map((membership) => {
          const path = paths.myWork(slugOf(membership));
          return (
            <li key={membership.workspace_id} class="entry">
              <div class="entry-main">
                <p class="entry-title">
                  <a class="entry-link" href={path} onClick={(event) => followLink(event, path)}>
                    {membership.workspace_name}
                  </a>
                </p>
                <p class="entry-detail">@{membership.handle}</p>
              </div>
              <span class="entry-role">{settingsWords.roles[membership.role]}</span>
            </li>
          );
        })}
      </ul>
      <FormView form={form} action={words.createWorkspaceAction} isInline>
        <TextField
          form={form}
          name="name"
          label={words.createWorkspace}
          hint={words.createWorkspaceHint}
          autocomplete="organization"
        />
      </FormView>
    </Section>
  );
}
