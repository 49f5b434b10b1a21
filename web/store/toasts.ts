import { signal } from "@preact/signals";

/** A message at the lower edge of the screen, with at most one action. */
export interface Toast {
  id: number;
  text: string;
  tone: "info" | "bad";
  action?: { label: string; run: () => void };
  /** Whether the action takes back what the person has just done. */
  isUndo?: boolean;
  /** How long it stays, in seconds; it stays longer while it has the pointer or the focus. */
  seconds: number;
}

const SECONDS = 5;
const SECONDS_BAD = 10;

export const toasts = signal<readonly Toast[]>([]);
let lastId = 0;

/** Shows a toast and returns a function that removes it. */
export function showToast(toast: Partial<Toast> & Pick<Toast, "text">): () => void {
  lastId += 1;
  const id = lastId;
  const tone = toast.tone ?? "info";
  const seconds = tone === "bad" ? SECONDS_BAD : SECONDS;
  toasts.value = [...toasts.value, { tone, seconds, ...toast, id }];
  return () => removeToast(id);
}

export function removeToast(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}
