import { isTextField } from "./targets.ts";

/**
 * Presses a key again where the focus is now, and does what the browser would do then: a page cannot
 * send a key that it trusts.
 */
export function repeatKey({ key, code, ctrlKey, metaKey, shiftKey }: KeyboardEvent): void {
  const target = document.activeElement ?? document.body;
  const press = new KeyboardEvent("keydown", {
    ...{ key, code, ctrlKey, metaKey, shiftKey },
    bubbles: true,
    cancelable: true,
  });
  if (!target.dispatchEvent(press) || ctrlKey || metaKey) return;
  const dialog = target.closest("dialog");
  if (key === "Escape") dialog?.dispatchEvent(new Event("cancel", { cancelable: true }));
  else if (isTextField(target)) typeInto(target, key);
  else if ((key === "Enter" || key === " ") && target instanceof HTMLElement) target.click();
}

function typeInto(field: Element, key: string): void {
  // It is deprecated and without a successor: it types as a person does, with events and undo.
  if (key.length === 1) document.execCommand("insertText", false, key);
  else if (key === "Backspace") document.execCommand("delete");
  else if (key !== "Enter") return;
  else if (field instanceof HTMLTextAreaElement) document.execCommand("insertText", false, "\n");
  else if (field instanceof HTMLInputElement) field.form?.requestSubmit();
}
