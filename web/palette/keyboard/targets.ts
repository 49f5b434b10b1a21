/** Whether what is typed goes into this element. */
export function isTextField(target: Element): boolean {
  if (target instanceof HTMLElement && target.isContentEditable) return true;
  if (target instanceof HTMLInputElement) {
    return !["checkbox", "radio", "button", "submit", "reset", "file"].includes(target.type);
  }
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Whether a dialog or a picker has the keyboard: everything under it is out of reach. */
export function isInDialog(target: Element): boolean {
  return (
    target.closest("dialog, [role=dialog], [role=listbox], [role=menu]") !== null ||
    document.querySelector("dialog[open]:modal") !== null
  );
}

const travelKeys: ReadonlySet<string> = new Set([
  "ArrowUp",
  "ArrowDown",
  "ArrowLeft",
  "ArrowRight",
  "PageUp",
  "PageDown",
  "Home",
  "End",
]);

/** Whether the browser or the element itself acts on this key, such as Enter on a link. */
export function isOwnKey(target: Element, press: string): boolean {
  if (press === "Enter") return target.closest("a[href], button, summary, input") !== null;
  if (press === "Space") {
    // Space on a row opens it beside the list; on every other link it scrolls, as in any page.
    return (
      target.closest("button, summary, input, [role=switch], [role=tab]") !== null ||
      (target.closest("a[href]") !== null && target.closest("[data-id]") === null)
    );
  }
  if (!travelKeys.has(press)) return false;
  // Someone who reads a ticket scrolls it with these.
  return target.closest(".ticket, [role=tablist], [role=radiogroup]") !== null;
}
