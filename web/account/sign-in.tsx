import { followLink, paths } from "../routes.ts";
import { signInWords } from "../words/en/sign-in.ts";
import { Door } from "./door.tsx";
import { SignInForm } from "./sign-in-form.tsx";

/** Shown at every address while nobody is signed in, so that signing in leads to what was asked for. */
export function SignInPage() {
  return (
    <Door title={signInWords.signInTo}>
      <SignInForm />
      <p class="hint">
        {signInWords.noAccount}{" "}
        <a
          class="link"
          href={paths.register()}
          onClick={(event) => followLink(event, paths.register())}
        >
          {signInWords.register}
        </a>
      </p>
    </Door>
  );
}
