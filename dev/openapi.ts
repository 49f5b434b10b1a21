// Writes openapi.json as the endpoints say; with --check, says whether it is that already; with --lint,
// holds it against the rules of redocly.yaml.

import { spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { endpoints } from "../src/app.ts";
import { createContract } from "../src/http/openapi/contract.ts";

const root = path.join(import.meta.dirname, "..");
const file = path.join(root, "openapi.json");

const { values } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    lint: { type: "boolean", default: false },
  },
});

const contract = createContract(endpoints, { publicUrl: "http://127.0.0.1:3000" });
const printed = `${JSON.stringify(contract, null, 2)}\n`;

if (!values.check && !values.lint) {
  await writeFile(file, printed);
}
if (values.check && printed !== (await readFile(file, "utf8").catch(() => ""))) {
  console.error("openapi.json is not what the endpoints say. Mend it with: node dev/openapi.ts");
  process.exitCode = 1;
}
if (values.lint && !lint()) {
  console.error("openapi.json breaks the rules above. Mend what src/http/openapi/ makes of them.");
  process.exitCode = 1;
}

/** The linter reports to its makers, and looks for a newer version of itself, unless told not to. */
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
