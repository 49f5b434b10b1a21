import { useEffect } from "preact/hooks";
import { lazyPart } from "../../shell/lazy-part.tsx";
import { listenToKeys } from "./key-presses.ts";

const PaletteParts = lazyPart(() =>
  import("../palette-parts.tsx").then((file) => file.PaletteParts),
);

/** Keys, palette, the list of keys, and the bar of a selection. Their code follows the first page. */
export function Keyboard() {
  useEffect(listenToKeys, []);
  return <PaletteParts />;
}
