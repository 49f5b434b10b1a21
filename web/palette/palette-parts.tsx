import { useEffect } from "preact/hooks";
import { BulkBar } from "../list/bulk-bar.tsx";
import { Help } from "./help.tsx";
import { handleKeysWith } from "./keyboard/key-presses.ts";
import { handleKey } from "./keyboard/shortcuts.ts";
import { Palette } from "./palette.tsx";

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
