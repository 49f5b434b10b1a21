import { useEffect } from "preact/hooks";
import { lazyPart } from "../shell/lazy-part.tsx";
import { loadLaterParts } from "../shell/load-later-parts.ts";
import { listenToKeys } from "./key-presses.ts";

const PaletteParts = lazyPart(() => loadLaterParts().then((parts) => parts.PaletteParts));

/** Keys, palette, the list of keys, and the bar of a selection. Their code follows the first page. */
export function Keyboard() {
  useEffect(listenToKeys, []);
  return <PaletteParts />;
}
