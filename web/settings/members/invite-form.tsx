import { useMemo, useState } from "preact/hooks";
import type { Member } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { SelectField, TextField } from "../../forms/fields.tsx";
import { createForm } from "../../forms/form.ts";
import { FormView } from "../../forms/form-view.tsx";
import { workspace } from "../../store/workspace.ts";
import { Section } from "../../ui/page.tsx";
import { memberWords as words } from "../../words/en/members.ts";
import { settingsWords } from "../../words/en/settings.ts";
import { CopyField } from "../copy-field.tsx";
import { roleOptions } from "../roles.ts";

const nobody = { email: "", role: "member" as Member["role"] };

/** Invites an email address. On a server without mail, shows the link to pass on. */
export function InviteForm({ onInvited }: { onInvited: () => void }) {
  const [invited, setInvited] = useState<Member>();
  const form = useMemo(
    () =>
      createForm(nobody, {
        async send({ email, role }, options) {
          const workspace_id = workspace.peek()?.id ?? "";
          const input = { workspace_id, email: email.trim(), role };
          setInvited(await api.inviteMember(input, options));
        },
      }),
    [],
  );
  const onDone = () => {
    form.reset({ ...nobody, role: form.values.peek().role });
    onInvited();
  };
  return (
    <Section title={words.invite} intro={words.inviteIntro}>
      <FormView form={form} action={words.sendInvitation} onDone={onDone} isInline>
        <TextField form={form} name="email" label={words.email} kind="email" autocomplete="off" />
        <SelectField
          form={form}
          name="role"
          label={settingsWords.role}
          hint={settingsWords.roleHints[form.values.value.role]}
          options={roleOptions}
        />
      </FormView>
      {invited && <Invited invitation={invited} />}
    </Section>
  );
}

/** Where the link of an invitation is: in a mail, or here. */
export function Invited({ invitation: { email, link } }: { invitation: Member }) {
  const to = email ?? "";
  if (link === null) {
    return (
      <p class="note" role="status">
        {words.invited(to)}
      </p>
    );
  }
  return (
    <div class="note" role="status">
      <p>{words.invitedByLink(to)}</p>
      <CopyField label={words.link(to)} text={link} />
    </div>
  );
}
