import { useEffect, useMemo } from "preact/hooks";
import { instance, loadInstance } from "../api/instance.ts";
import { register } from "../api/session.ts";
import { TextField } from "../forms/fields.tsx";
import { createForm } from "../forms/form.ts";
import { FormView } from "../forms/form-view.tsx";
import { followLink, navigate, paths } from "../routes.ts";
import { signInWords } from "../words/en/sign-in.ts";
import { Door } from "./door.tsx";

/** Registration may be open to everybody, to invited addresses, or to nobody. */
export function RegisterPage() {
  useEffect(loadInstance, []);
  const registration = instance.value?.registration;
  const note =
    registration === "closed"
      ? signInWords.registrationClosed
      : registration === "invited"
        ? signInWords.onlyInvited
        : undefined;
  return (
    <Door title={signInWords.createAccount}>
      {note !== undefined && <p class="note">{note}</p>}
      {registration !== "closed" && <RegisterForm />}
      <p class="hint">
        {signInWords.haveAccount}{" "}
        <a
          class="link"
          href={paths.signIn()}
          onClick={(event) => followLink(event, paths.signIn())}
        >
          {signInWords.signIn}
        </a>
      </p>
    </Door>
  );
}

function RegisterForm() {
  const form = useMemo(
    () =>
      createForm(
        { name: "", email: "", password: "" },
        {
          async send(values) {
            await register(values);
            navigate(paths.home(), { replace: true });
          },
        },
      ),
    [],
  );
  const length = instance.value?.password_length_min;
  const passwordHint = length === undefined ? undefined : signInWords.passwordHint(length);
  return (
    <FormView form={form} action={signInWords.register}>
      <TextField form={form} name="name" label={signInWords.name} autocomplete="name" />
      <TextField
        form={form}
        name="email"
        label={signInWords.email}
        kind="email"
        autocomplete="username"
      />
      <TextField
        form={form}
        name="password"
        label={signInWords.password}
        hint={passwordHint}
        kind="password"
        autocomplete="new-password"
      />
    </FormView>
  );
}
