const EDGE = 8;
const GAP = 6;
/** As high as a picker gets while its list is full. The style sheet limits the list. */
const HEIGHT_MAX = 344;
/** Below this width a picker is a sheet at the lower edge, which the style sheet places. */
const SHEET_BELOW = 760;

/**
 * Puts a picker below what it belongs to, or above if there is no room; never outside the window.
 * With `grows`, more choices may come, so there has to be room for a full list.
 */
export function placePicker(
  picker: HTMLElement,
  { anchor, grows }: { anchor: DOMRect | undefined; grows: boolean },
): void {
  const { style } = picker;
  style.left = style.top = style.bottom = "";
  if (innerWidth < SHEET_BELOW) return;
  const { width, height: drawn } = picker.getBoundingClientRect();
  const height = grows ? HEIGHT_MAX : drawn;
  const at = anchor ?? new DOMRect((innerWidth - width) / 2, innerHeight / 4, width, 0);
  style.left = `${between(EDGE, at.left, innerWidth - width - EDGE)}px`;
  const roomBelow = innerHeight - at.bottom - GAP - EDGE;
  const roomAbove = at.top - GAP - EDGE;
  if (roomBelow >= height || roomBelow >= roomAbove) {
    style.top = `${between(EDGE, at.bottom + GAP, innerHeight - height - EDGE)}px`;
    return;
  }
  // It keeps its lower edge at what it belongs to while its list gets shorter.
  style.top = "auto";
  style.bottom = `${between(EDGE, innerHeight - at.top + GAP, innerHeight - height - EDGE)}px`;
}

function between(least: number, value: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
