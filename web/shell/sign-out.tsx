import { signal } from "@preact/signals";
import { problemText } from "../api/problems.ts";
import { signOut } from "../api/session.ts";
import { countDrafts } from "../store/drafts.ts";
import { countUnsettled, releaseWrites } from "../store/outbox/outbox.ts";
import { showToast } from "../store/toasts.ts";
import { Dialog } from "../ui/dialog.tsx";
import { shellWords } from "../words/en/shell.ts";

/** What would be lost: it is asked about first. */
const unsaved = signal<{ changes: number; drafts: number } | undefined>(undefined);

/**
 * Signs out. What could still be undone is sent first, as when the page is left. If changes or drafts are
 * not saved then, it asks, because they would be lost.
 */
export async function askToSignOut(): Promise<void> {
  await releaseWrites();
  const found = { changes: countUnsettled(), drafts: countDrafts() };
  if (found.changes + found.drafts > 0) unsaved.value = found;
  else await signOutNow();
}

async function signOutNow(): Promise<void> {
  unsaved.value = undefined;
  try {
    await signOut();
  } catch (error) {
    showToast({ text: problemText(error), tone: "bad" });
  }
}

export function SignOutDialog() {
  if (!unsaved.value) return null;
  const close = () => {
    unsaved.value = undefined;
  };
  return (
    <Dialog label={shellWords.signOut} onClose={close}>
      <div class="dialog-stack">
        <header class="dialog-head">
          <h2>{shellWords.signOutUnsaved}</h2>
          <p>{shellWords.signOutUnsavedWhy(unsaved.value)}</p>
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
