// Builds the app in the browser: dev/web.ts [--watch] [--check]

import { watch } from "node:fs";
import { parseArgs } from "node:util";
import { checkBudgets } from "./web/budgets.ts";
import { buildWeb, source } from "./web/build.ts";
import { buildIfChanged, hashInputs } from "./web/build-if-changed.ts";

const { values } = parseArgs({
  options: {
    watch: { type: "boolean" },
    check: { type: "boolean" },
  },
});

if (values.check) {
  process.exitCode = await check();
} else if (values.watch) {
  await rebuild();
  watchSources();
} else {
  const isBuilt = await buildIfChanged();
  console.log(isBuilt ? "web/dist is built." : "web/dist is up to date.");
}

/** Builds, and compares the sizes with their budgets. */
async function check(): Promise<number> {
  const faults = checkBudgets(await buildWeb(hashInputs()));
  for (const fault of faults) console.error(fault);
  return faults.length > 0 ? 1 : 0;
}

/** A source that cannot be built leaves what was built before. */
async function rebuild(): Promise<void> {
  try {
    const start = performance.now();
    if (await buildIfChanged()) {
      console.log(`web/dist is built, in ${Math.round(performance.now() - start)} ms.`);
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
}

/** Waits until no file has changed for a moment, because editors write several times. */
function watchSources(): void {
  let timer: NodeJS.Timeout | undefined;
  let building = Promise.resolve();
  watch(source, { recursive: true }, (_, name) => {
    if (name?.startsWith("dist")) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      building = building.then(rebuild);
    }, 50);
  });
}
