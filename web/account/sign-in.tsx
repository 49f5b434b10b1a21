import { useEffect } from "preact/hooks";
import { instance, loadInstance } from "../api/instance.ts";
import { sessionProblem } from "../api/session.ts";
import { followLink, paths } from "../routes.ts";
import { ErrorNote } from "../ui/field.tsx";
import { signInWords } from "../words/en/sign-in.ts";
import { Door } from "./door.tsx";
import { SignInForm } from "./sign-in-form.tsx";

/** Shown at every address while nobody is signed in, so that signing in leads to what was asked for. */
export function SignInPage() {
  useEffect(loadInstance, []);
  return (
    <Door title={signInWords.signInTo}>
      {sessionProblem.value !== undefined && <ErrorNote>{sessionProblem}</ErrorNote>}
      <SignInForm />
      <p class="hint door-foot">
        <RegisterHint />
        {instance.value?.sends_mail && (
          <a class="link" href={paths.resetPassword()}>
            {signInWords.forgotPassword}
          </a>
        )}
      </p>
    </Door>
  );
}

/** Whether somebody without an account can get one here. The line has its height before it is known. */
function RegisterHint() {
  const registration = instance.value?.registration;
  if (registration === undefined) return <span>&nbsp;</span>;
  if (registration === "closed") return <span>{signInWords.registrationClosed}</span>;
  return (
    <span>
      {registration === "open" ? signInWords.noAccount : signInWords.haveInvitation}{" "}
      <a
        class="link"
        href={paths.register()}
        onClick={(event) => followLink(event, paths.register())}
      >
        {signInWords.register}
      </a>
    </span>
  );
}
