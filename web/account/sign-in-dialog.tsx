import { me } from "../store/workspace.ts";
import { Dialog } from "../ui/dialog.tsx";
import { signInWords } from "../words/en/sign-in.ts";
import { SignInForm } from "./sign-in-form.tsx";

/** Lies over the page when the session has ended. It stays until somebody signs in. */
export function SignInDialog() {
  return (
    <Dialog label={signInWords.signInAgain} onClose={() => {}}>
      <div class="dialog-stack">
        <header class="dialog-head">
          <h2>{signInWords.signInAgain}</h2>
          <p>{signInWords.signInAgainWhy}</p>
        </header>
        <SignInForm email={me.peek()?.user.email ?? ""} />
      </div>
    </Dialog>
  );
}
