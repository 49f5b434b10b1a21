import { useEffect, useRef, useState } from "preact/hooks";
import { problemText } from "../api/problems.ts";
import { signIn } from "../api/session.ts";
import { ErrorNote, Field } from "../ui/field.tsx";
import { signInWords } from "../words/en/sign-in.ts";

/** Email and password. `onSignedIn` is called when the session has started. */
export function SignInForm({
  email: knownEmail = "",
  onSignedIn,
}: {
  email?: string;
  onSignedIn?: () => void;
}) {
  const [error, setError] = useState<string | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => element.current?.querySelector<HTMLElement>("[data-first]")?.focus(), []);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    setError(undefined);
    try {
      await signIn(String(form.get("email")), String(form.get("password")));
      onSignedIn?.();
    } catch (problem) {
      setError(problemText(problem));
      setBusy(false);
    }
  };
  return (
    <form ref={element} class="door-form" onSubmit={submit}>
      {error !== undefined && <ErrorNote>{error}</ErrorNote>}
      <Field label={signInWords.email}>
        {(input) => (
          <input
            {...input}
            name="email"
            type="email"
            autocomplete="username"
            required
            defaultValue={knownEmail}
            data-first={knownEmail === "" || undefined}
          />
        )}
      </Field>
      <Field label={signInWords.password}>
        {(input) => (
          <input
            {...input}
            name="password"
            type="password"
            autocomplete="current-password"
            required
            data-first={knownEmail !== "" || undefined}
          />
        )}
      </Field>
      <button type="submit" class="button button-primary button-large" disabled={isBusy}>
        {isBusy ? signInWords.oneMoment : signInWords.signIn}
      </button>
    </form>
  );
}
