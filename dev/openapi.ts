// Writes openapi.json from the endpoints, and client/operations.ts from openapi.json; with --check, reports whether
// they are up to date; with --lint, checks openapi.json against the rules of redocly.yaml.

import { spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { endpoints } from "../src/app.ts";
import { createContract } from "../src/contract/openapi/contract.ts";
import { printOperations } from "./client/print.ts";

const root = path.join(import.meta.dirname, "..");

const { values } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    lint: { type: "boolean", default: false },
  },
});

const contract = createContract(endpoints, { publicUrl: "http://127.0.0.1:3000" });
const printed = `${JSON.stringify(contract, null, 2)}\n`;
const made = {
  "openapi.json": printed,
  "client/operations.ts": printOperations(JSON.parse(printed)),
};

if (values.lint) {
  if (!lint()) {
    console.error("openapi.json breaks the rules above. Fix the code in src/contract/openapi/.");
    process.exitCode = 1;
  }
} else {
  for (const [file, text] of Object.entries(made)) {
    if (values.check) await check(file, text);
    else await writeFile(path.join(root, file), text);
  }
}

async function check(file: string, text: string): Promise<void> {
  if (text === (await readFile(path.join(root, file), "utf8").catch(() => ""))) return;
  console.error(`${file} is out of date. Run: node dev/openapi.ts`);
  process.exitCode = 1;
}

/** Turns off the linter's telemetry and its check for a newer version. */
function lint(): boolean {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["node_modules/@redocly/cli/bin/cli.js", "lint", "openapi.json", "--max-problems=1000"],
    {
      cwd: root,
      encoding: "utf8",
      env: {
        ...process.env,
        REDOCLY_TELEMETRY: "off",
        REDOCLY_SUPPRESS_UPDATE_NOTICE: "true",
      },
    },
  );
  const isClean = /is valid/.test(stderr + stdout) && !/\bwarning/.test(stderr + stdout);
  if (!isClean) console.error(stdout + stderr);
  return isClean;
}
