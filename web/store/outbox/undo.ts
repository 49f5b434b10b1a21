import { computed } from "@preact/signals";
import { boardWords } from "../../words/en/board.ts";
import { removeToast, showToast, toasts } from "../toasts.ts";

/** How long a change can be undone by its toast, and how long a move without a way back waits. */
export const UNDO_MS = 5_000;

/** The latest change whose toast is shown: `undo` takes back nothing that the person does not see. */
export const lastUndo = computed(() => toasts.value.findLast(({ isUndo }) => isUndo));

/** Takes back the last change, if it can be taken back. */
export function undo(): void {
  const last = lastUndo.peek();
  if (!last) return;
  removeToast(last.id);
  last.action?.run();
}

const closers = new Map<string, () => void>();

/**
 * Shows a toast with "Undo", and makes `undo` do the same. `about` names what was changed, such as a
 * ticket's ID: the toast of an earlier change of it goes.
 */
export function offerUndo(text: string, run: () => void, about = ""): void {
  closers.get(about)?.();
  const action = { label: boardWords.undo, run };
  const close = showToast({ text, action, isUndo: true, seconds: UNDO_MS / 1000 });
  closers.set(about, close);
}
