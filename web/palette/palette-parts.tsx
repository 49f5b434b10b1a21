import { useEffect } from "preact/hooks";
import { BulkBar } from "../list/bulk-bar.tsx";
import { Help } from "./help.tsx";
import { handleKeysWith } from "./key-presses.ts";
import { Palette } from "./palette.tsx";
import { handleKey } from "./shortcuts.ts";

export function PaletteParts() {
  useEffect(() => handleKeysWith(handleKey), []);
  return (
    <>
      <Palette />
      <Help />
      <BulkBar />
    </>
  );
}
