const taskMark = /^\[([ xX])\] /;

/** Replaces the `[ ]` and `[x]` at the start of list items, which are text in the server's HTML, by boxes. */
export function addTaskBoxes(
  element: HTMLElement,
  {
    isEditable,
    onChange,
  }: { isEditable: boolean; onChange: (index: number, isChecked: boolean) => void },
): void {
  let count = 0;
  for (const item of element.querySelectorAll("li")) {
    const first = item.firstChild?.nodeName === "P" ? item.firstChild.firstChild : item.firstChild;
    if (!(first instanceof Text)) continue;
    const found = taskMark.exec(first.data);
    if (!found) continue;
    const index = count;
    count += 1;
    const tick = document.createElement("input");
    tick.type = "checkbox";
    tick.checked = found[1] !== " ";
    tick.disabled = !isEditable;
    tick.addEventListener("change", () => onChange(index, tick.checked));
    first.data = first.data.slice(found[0].length);
    tick.setAttribute("aria-label", (item.textContent ?? "").trim());
    first.before(tick);
    item.classList.add("task");
  }
}
