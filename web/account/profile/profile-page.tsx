import { useMemo } from "preact/hooks";
import type { Membership } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { TextField } from "../../forms/fields.tsx";
import { createForm } from "../../forms/form.ts";
import { FormView } from "../../forms/form-view.tsx";
import type { Route } from "../../routes.ts";
import { SettingsPage } from "../../settings/frame.tsx";
import { showToast } from "../../store/toasts.ts";
import { loadMemberships, me, members, myId } from "../../store/workspace.ts";
import { Section } from "../../ui/page.tsx";
import { accountWords as words } from "../../words/en/account.ts";

/** One's own name, and the handle in each workspace. */
export function ProfilePage({ route }: { route: Route }) {
  const memberships = me.value?.memberships ?? [];
  return (
    <SettingsPage route={route} title={words.profile} intro={words.profileIntro}>
      {me.value && <NameForm key={me.value.user.id} name={me.value.user.name} />}
      <Section title={words.handles} intro={words.handlesIntro}>
        {memberships.length === 0 && <p class="note">{words.noWorkspace}</p>}
        {memberships.map((membership) => (
          <HandleForm key={membership.workspace_id} membership={membership} />
        ))}
      </Section>
    </SettingsPage>
  );
}

function NameForm({ name: known }: { name: string }) {
  const form = useMemo(
    () =>
      createForm(
        { name: known },
        {
          async send({ name }) {
            me.value = await api.updateMe({ name });
            const member = members.peek().get(myId.peek());
            if (member) {
              const renamed = { ...member, name: me.peek()?.user.name ?? name };
              members.value = new Map([...members.peek(), [myId.peek(), renamed]]);
            }
            showToast({ text: words.saved });
          },
        },
      ),
    [],
  );
  return (
    <FormView form={form} action={words.save}>
      <TextField form={form} name="name" label={words.name} autocomplete="name" />
    </FormView>
  );
}

function HandleForm({ membership }: { membership: Membership }) {
  const { workspace_id, workspace_name, handle: known } = membership;
  const form = useMemo(
    () =>
      createForm(
        { handle: known },
        {
          async send({ handle }) {
            const user_id = myId.peek();
            const { handle: saved } = await api.updateMember({ workspace_id, user_id, handle });
            form.reset({ handle: saved ?? handle });
            showToast({ text: words.saved });
            await loadMemberships();
          },
        },
      ),
    [workspace_id],
  );
  return (
    <FormView form={form} action={words.save} isInline>
      <TextField
        form={form}
        name="handle"
        label={words.handleIn(workspace_name)}
        autocomplete="off"
      />
    </FormView>
  );
}
