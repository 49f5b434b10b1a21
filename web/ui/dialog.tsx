import type { ComponentChildren, TargetedPointerEvent } from "preact";
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
      // Chromium closes a dialog without `cancel` if nothing was pressed in it since the last `cancel`.
      onClose={() => {
        if (!box.current) return;
        box.current.showModal();
        onClose();
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        if (isBeside(event)) onClose();
      }}
    >
      {children}
    </dialog>
  );
}

/** Whether a press is beside a dialog. Its padding and its scroll bar are the same target. */
function isBeside({ target, currentTarget, clientX, clientY }: TargetedPointerEvent<Element>) {
  if (target !== currentTarget) return false;
  const { left, right, top, bottom } = currentTarget.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}
