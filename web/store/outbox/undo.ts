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

/** Shows a toast with "Undo", and makes `undo` do the same. */
export function offerUndo(text: string, run: () => void): void {
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
  lastUndo.value = offer;
}
