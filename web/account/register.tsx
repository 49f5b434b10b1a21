import { useEffect, useState } from "preact/hooks";
import { instance, loadInstance } from "../api/instance.ts";
import { fieldProblem, problemText } from "../api/problems.ts";
import { register } from "../api/session.ts";
import { followLink, navigate, paths } from "../routes.ts";
import { ErrorNote, Field } from "../ui/field.tsx";
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
  const [error, setError] = useState<unknown>(undefined);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(form.get(name));
    setBusy(true);
    try {
      await register({ name: text("name"), email: text("email"), password: text("password") });
      navigate(paths.home(), { replace: true });
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  const length = instance.value?.password_length_min;
  const passwordHint = length === undefined ? undefined : signInWords.passwordHint(length);
  const faults = ["name", "email", "password"].map((field) => fieldProblem(error, field));
  const isNamed = faults.some((fault) => fault !== undefined);
  return (
    <form class="door-form" onSubmit={submit}>
      {error !== undefined && !isNamed && <ErrorNote>{problemText(error)}</ErrorNote>}
      <Field label={signInWords.name} error={faults[0]}>
        {(input) => <input {...input} name="name" autocomplete="name" required />}
      </Field>
      <Field label={signInWords.email} error={faults[1]}>
        {(input) => <input {...input} name="email" type="email" autocomplete="username" required />}
      </Field>
      <Field label={signInWords.password} error={faults[2]} hint={passwordHint}>
        {(input) => (
          <input {...input} name="password" type="password" autocomplete="new-password" required />
        )}
      </Field>
      <button type="submit" class="button button-primary button-large" disabled={isBusy}>
        {isBusy ? signInWords.oneMoment : signInWords.register}
      </button>
    </form>
  );
}
