/** Lets somebody tick the boxes of task items, which the server renders disabled. */
export function connectTaskBoxes(
  element: HTMLElement,
  onChange: (index: number, isChecked: boolean) => void,
): void {
  for (const [index, box] of taskBoxes(element).entries()) {
    box.disabled = false;
    box.addEventListener("change", () => onChange(index, box.checked));
  }
}

/** Gives each box the text of its item as its name. */
export function labelTaskBoxes(element: HTMLElement): void {
  for (const box of taskBoxes(element)) {
    const text = box.closest("li")?.textContent ?? "";
    box.setAttribute("aria-label", text.trim().split("\n")[0] ?? "");
  }
}

export function taskBoxes(element: HTMLElement): HTMLInputElement[] {
  return [...element.querySelectorAll<HTMLInputElement>("li.task-list-item input[type=checkbox]")];
}
