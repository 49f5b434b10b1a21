import { useState } from "preact/hooks";
import { fieldProblem, problemText } from "../api/problems.ts";
import { register } from "../api/session.ts";
import { followLink, navigate, paths } from "../routes.ts";
import { ErrorNote, Field } from "../ui/field.tsx";
import { signInWords } from "../words/en/sign-in.ts";
import { Door } from "./door.tsx";

export function RegisterPage() {
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
  const faults = ["name", "email", "password"].map((field) => fieldProblem(error, field));
  const isNamed = faults.some((fault) => fault !== undefined);
  return (
    <Door title={signInWords.createAccount}>
      <form class="door-form" onSubmit={submit}>
        {error !== undefined && !isNamed && <ErrorNote>{problemText(error)}</ErrorNote>}
        <Field label={signInWords.name} error={faults[0]}>
          {(input) => <input {...input} name="name" autocomplete="name" required />}
        </Field>
        <Field label={signInWords.email} error={faults[1]}>
          {(input) => (
            <input {...input} name="email" type="email" autocomplete="username" required />
          )}
        </Field>
        <Field label={signInWords.password} error={faults[2]} hint={signInWords.passwordHint(15)}>
          {(input) => (
            <input
              {...input}
              name="password"
              type="password"
              autocomplete="new-password"
              required
            />
          )}
        </Field>
        <button type="submit" class="button button-primary button-large" disabled={isBusy}>
          {isBusy ? signInWords.oneMoment : signInWords.register}
        </button>
      </form>
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
