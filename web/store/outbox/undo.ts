import { signal } from "@preact/signals";
import { boardWords } from "../../words/en/board.ts";
import { showToast } from "../toasts.ts";

/** How long a change can be undone by its toast, and how long a move without a way back waits. */
export const UNDO_MS = 5_000;

/** What `undo` would take back, with a sentence about it. */
export const lastUndo = signal<{ text: string; run: () => void } | undefined>(undefined);

/** Takes back the last change, if it can be taken back. */
export function undo(): void {
  const last = lastUndo.peek();
  lastUndo.value = undefined;
  last?.run();
}

const closers = new Map<string, () => void>();

/**
 * Shows a toast with "Undo", and makes `undo` do the same. `about` names what was changed, such as a
 * ticket's ID: the toast of an earlier change of it goes.
 */
export function offerUndo(text: string, run: () => void, about = ""): void {
  closers.get(about)?.();
  const close = showToast({
    text,
    action: { label: boardWords.undo, run: () => runOnce() },
    seconds: UNDO_MS / 1000,
  });
  const offer = { text, run: () => runOnce() };
  const runOnce = () => {
    close();
    if (lastUndo.peek() === offer) lastUndo.value = undefined;
    run();
  };
  closers.set(about, close);
  lastUndo.value = offer;
}
