import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { picturesOf } from "./pictures.ts";
import type { Report } from "./report.ts";
import { printed } from "./text.ts";

/** Writes a report as JSON, as text and as pictures. */
export function writeReport(report: Report, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(join(folder, "report.txt"), `${printed(report)}\n`);
  for (const [file, svg] of Object.entries(picturesOf(report))) {
    writeFileSync(join(folder, file), svg);
  }
}
