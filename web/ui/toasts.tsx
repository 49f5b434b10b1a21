import { useEffect, useRef, useState } from "preact/hooks";
import { removeToast, type Toast, toasts } from "../store/toasts.ts";
import { shellWords } from "../words/en/shell.ts";
import { Icon } from "./marks/icon.tsx";

/** The place where toasts appear. The app has one. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((toast) => (
        <ToastBox key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function ToastBox({ toast: { id, text, tone, action, seconds } }: { toast: Toast }) {
  const [isWatched, setWatched] = useState(false);
  const focusedBefore = useRef<EventTarget | null>(null);
  const remove = () => {
    removeToast(id);
    // With the toast its buttons vanish, and the keyboard goes on where it was.
    if (focusedBefore.current instanceof HTMLElement) focusedBefore.current.focus();
  };
  useEffect(() => {
    if (isWatched || !Number.isFinite(seconds)) return;
    const timer = setTimeout(() => removeToast(id), seconds * 1000);
    return () => clearTimeout(timer);
  }, [id, seconds, isWatched]);
  return (
    <div
      class={`toast toast-${tone}`}
      onPointerEnter={() => setWatched(true)}
      onPointerLeave={() => setWatched(false)}
      onFocusIn={({ currentTarget, relatedTarget }) => {
        setWatched(true);
        if (!currentTarget.contains(relatedTarget as Node | null)) {
          focusedBefore.current = relatedTarget;
        }
      }}
      onFocusOut={() => setWatched(false)}
    >
      {tone === "bad" && <Icon name="circle-alert" />}
      <span>{text}</span>
      {action && (
        <button
          type="button"
          class="toast-action"
          onClick={() => {
            remove();
            action.run();
          }}
        >
          {action.label}
        </button>
      )}
      <button
        type="button"
        class="icon-button icon-button-small"
        aria-label={shellWords.dismiss}
        onClick={remove}
      >
        <Icon name="x" size={14} />
      </button>
    </div>
  );
}
