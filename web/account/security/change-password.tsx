import { useMemo } from "preact/hooks";
import { api } from "../../api/client.ts";
import { instance } from "../../api/instance.ts";
import { TextField } from "../../forms/fields.tsx";
import { createForm } from "../../forms/form.ts";
import { FormView } from "../../forms/form-view.tsx";
import { showToast } from "../../store/toasts.ts";
import { me } from "../../store/workspace.ts";
import { Section } from "../../ui/page.tsx";
import { accountWords as words } from "../../words/en/account.ts";
import { ResetLink } from "./reset-link.tsx";

const nothing = { current_password: "", new_password: "" };

export function ChangePassword() {
  const length = instance.value?.password_length_min;
  const form = useMemo(
    () =>
      createForm(nothing, {
        async send(values) {
          await api.changePassword(values);
          showToast({ text: words.passwordChanged });
        },
      }),
    [],
  );
  return (
    <Section title={words.password} intro={words.passwordIntro}>
      <FormView form={form} action={words.changePassword} onDone={() => form.reset(nothing)}>
        {/* Password managers connect the new password with this address. */}
        <input
          class="visually-hidden"
          type="email"
          autocomplete="username"
          readOnly
          tabIndex={-1}
          aria-hidden="true"
          value={me.value?.user.email ?? ""}
        />
        <TextField
          form={form}
          name="current_password"
          label={words.currentPassword}
          kind="password"
          autocomplete="current-password"
        />
        <TextField
          form={form}
          name="new_password"
          label={words.newPassword}
          hint={length === undefined ? undefined : words.newPasswordHint(length)}
          kind="password"
          autocomplete="new-password"
        />
      </FormView>
      <ResetLink />
    </Section>
  );
}
