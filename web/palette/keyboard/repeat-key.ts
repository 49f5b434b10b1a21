import { isTextField } from "./targets.ts";

/**
 * Presses a key again where the focus is now, and does what the browser would do then: a page cannot
 * send a key that it trusts. Returns whether it was typed into a field.
 */
export function repeatKey({ key, code, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  const target = document.activeElement ?? document.body;
  const press = new KeyboardEvent("keydown", {
    ...{ key, code, ctrlKey, metaKey, shiftKey },
    bubbles: true,
    cancelable: true,
  });
  if (!target.dispatchEvent(press) || ctrlKey || metaKey) return false;
  const dialog = target.closest("dialog");
  if (key === "Escape") dialog?.dispatchEvent(new Event("cancel", { cancelable: true }));
  else if (isTextField(target)) return typeInto(target, key);
  else if ((key === "Enter" || key === " ") && target instanceof HTMLElement) target.click();
  return false;
}

function typeInto(field: Element, key: string): boolean {
  // It is deprecated and without a successor: it types as a person does, with events and undo.
  if (key.length === 1) document.execCommand("insertText", false, key);
  else if (key === "Backspace") document.execCommand("delete");
  else if (key !== "Enter") return false;
  else if (field instanceof HTMLTextAreaElement) document.execCommand("insertText", false, "\n");
  else if (field instanceof HTMLInputElement) field.form?.requestSubmit();
  return key !== "Enter";
}
