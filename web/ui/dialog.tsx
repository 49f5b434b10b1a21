import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * The platform's modal dialog, which keeps the focus inside; when it closes, what had the focus gets
 * it back. An element with `data-first` is focused first. Closing is asked for with Escape and with a
 * press beside the dialog; `onClose` decides.
 */
export function Dialog({
  label,
  onClose,
  children,
  kind = "form",
}: {
  label: string;
  onClose: () => void;
  children: ComponentChildren;
  /** `form` is narrow, `wide` for comparisons, `bare` brings its own space. */
  kind?: "form" | "wide" | "bare";
}) {
  const box = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = box.current;
    if (!dialog) return;
    const focusedBefore = document.activeElement;
    dialog.showModal();
    dialog.querySelector<HTMLElement>("[data-first]")?.focus();
    return () => {
      // While it is open, nothing outside it can take the focus.
      dialog.close();
      if (focusedBefore instanceof HTMLElement && focusedBefore.isConnected) {
        // The browser has given it back, but Chromium without a caret: what is typed would go nowhere.
        focusedBefore.blur();
        focusedBefore.focus({ preventScroll: true });
      }
    };
  }, []);
  return (
    <dialog
      ref={box}
      class={`dialog dialog-${kind}`}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => event.stopPropagation()}
      onPointerDown={(event) => {
        if (event.target === box.current) onClose();
      }}
    >
      {children}
    </dialog>
  );
}
