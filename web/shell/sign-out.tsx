import { signal } from "@preact/signals";
import { problemText } from "../api/problems.ts";
import { signOut } from "../api/session.ts";
import { showToast } from "../store/toasts.ts";
import { pendingWrites } from "../store/writes.ts";
import { Dialog } from "../ui/dialog.tsx";
import { shellWords } from "../words/en/shell.ts";

const isAsking = signal(false);

/** Signs out. If changes are not saved yet, it asks first, because they would be lost. */
export function askToSignOut(): void {
  if (pendingWrites.peek() > 0) isAsking.value = true;
  else void signOutNow();
}

async function signOutNow(): Promise<void> {
  isAsking.value = false;
  try {
    await signOut();
  } catch (error) {
    showToast({ text: problemText(error), tone: "bad" });
  }
}

export function SignOutDialog() {
  if (!isAsking.value) return null;
  const close = () => {
    isAsking.value = false;
  };
  return (
    <Dialog label={shellWords.signOut} onClose={close}>
      <div class="dialog-stack">
        <header class="dialog-head">
          <h2>{shellWords.signOutUnsaved(pendingWrites.value)}</h2>
          <p>{shellWords.signOutUnsavedWhy}</p>
        </header>
        <footer class="dialog-foot">
          <button type="button" class="button button-danger" onClick={() => void signOutNow()}>
            {shellWords.signOutAnyway}
          </button>
          <button type="button" class="button" data-first onClick={close}>
            {shellWords.staySignedIn}
          </button>
        </footer>
      </div>
    </Dialog>
  );
}
