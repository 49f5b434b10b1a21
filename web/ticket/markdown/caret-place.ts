const copied = [
  "boxSizing",
  "borderTopWidth",
  "borderRightWidth",
  "borderBottomWidth",
  "borderLeftWidth",
  "paddingTop",
  "paddingRight",
  "paddingBottom",
  "paddingLeft",
  "fontFamily",
  "fontSize",
  "fontWeight",
  "fontFeatureSettings",
  "letterSpacing",
  "lineHeight",
  "tabSize",
] as const;

/** Where a position of a text area's text is drawn in the window, as high as its line. */
export function placeInTextArea(area: HTMLTextAreaElement, position: number): DOMRect {
  const style = getComputedStyle(area);
  const copy = document.createElement("div");
  for (const name of copied) copy.style[name] = style[name];
  copy.style.position = "absolute";
  copy.style.visibility = "hidden";
  copy.style.whiteSpace = "pre-wrap";
  copy.style.overflowWrap = "break-word";
  copy.style.width = `${area.offsetWidth}px`;
  const mark = document.createElement("span");
  mark.textContent = "\u200b";
  copy.append(area.value.slice(0, position), mark);
  document.body.append(copy);
  const { left, top } = area.getBoundingClientRect();
  const place = new DOMRect(
    left + mark.offsetLeft - area.scrollLeft,
    top + mark.offsetTop - area.scrollTop,
    0,
    mark.offsetHeight,
  );
  copy.remove();
  return place;
}
