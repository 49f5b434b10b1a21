const EDGE = 8;
const GAP = 6;
/** Below this width a picker is a sheet at the lower edge, which the style sheet places. */
const SHEET_BELOW = 760;

/** Puts a picker below what it belongs to, or above if there is no room; never outside the window. */
export function placePicker(picker: HTMLElement, anchor: DOMRect | undefined): void {
  picker.style.left = "";
  picker.style.top = "";
  if (innerWidth < SHEET_BELOW) return;
  const { width, height } = picker.getBoundingClientRect();
  const at = anchor ?? new DOMRect((innerWidth - width) / 2, innerHeight / 4, width, 0);
  const left = Math.max(EDGE, Math.min(at.left, innerWidth - width - EDGE));
  const below = at.bottom + GAP;
  const isTooLow = below + height > innerHeight - EDGE;
  const top = isTooLow ? Math.max(EDGE, at.top - height - GAP) : below;
  picker.style.left = `${left}px`;
  picker.style.top = `${top}px`;
}
