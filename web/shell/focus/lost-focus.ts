import { useEffect } from "preact/hooks";
import { hasFocus } from "../../ui/has-focus.ts";
import { focusHeading } from "./page-focus.ts";

const CONTROLS = "a[href], button:not(:disabled), input, select";

/**
 * When the row that has the focus is removed from the page, as a ticket that is restored from the
 * trash, the focus goes to the same control of the next row, else of the one before, else to the
 * heading. Links to tickets are left out: their lists have a keyboard of their own.
 */
export function useLostFocus(): void {
  useEffect(() => {
    let focused: { control: Element; row: Element } | undefined;
    const remember = ({ target }: FocusEvent) => {
      const control = target as Element;
      const row = control.closest("main :is(li, tr)");
      focused = row && !control.matches("a[data-id]") ? { control, row } : undefined;
    };
    const changes = new MutationObserver((records) => {
      const lost = focused;
      if (!lost || lost.row.isConnected || hasFocus()) return;
      focused = undefined;
      const record = records.find(({ removedNodes }) => [...removedNodes].includes(lost.row));
      const place = [...lost.row.querySelectorAll(CONTROLS)].indexOf(lost.control);
      const control = record && controlBeside(record, place);
      if (control) control.focus();
      else focusHeading();
    });
    document.addEventListener("focusin", remember);
    changes.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener("focusin", remember);
      changes.disconnect();
    };
  }, []);
}

/** The control of a row beside the removed one that has this place in its row, else its last. */
function controlBeside(removal: MutationRecord, place: number): HTMLElement | undefined {
  for (const row of [removal.nextSibling, removal.previousSibling]) {
    if (!(row instanceof HTMLElement)) continue;
    const controls = [...row.querySelectorAll<HTMLElement>(CONTROLS)];
    const control = controls[place] ?? controls.at(-1);
    if (control) return control;
  }
  return undefined;
}
