// Loaded before each test file: records every statement that a pool sends, for check.ts.

import { subscribe } from "node:diagnostics_channel";
import { appendFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.env.TEST_STATEMENTS;
if (!folder) throw new Error("TEST_STATEMENTS names no folder.");
const file = join(folder, `${process.pid}.jsonl`);
const noted = new Set<unknown>();

subscribe("slacky:statement", (text) => {
  if (noted.has(text)) return;
  noted.add(text);
  appendFileSync(file, `${JSON.stringify(text)}\n`);
});
