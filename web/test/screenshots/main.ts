// Takes the pictures of docs/pictures/ from the demo; with --all FOLDER, every screen into a folder.

import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkout } from "../../../dev/data-dir.ts";
import { startThrowAwayPostgres } from "../../../dev/postgres/throw-away.ts";
import { type Demo, startDemo } from "./demo.ts";
import { takePictures } from "./pictures.ts";
import { screens } from "./screens.ts";
import { states } from "./states.ts";
import { takeAll } from "./take.ts";

const { values } = parseArgs({
  options: {
    all: { type: "string" },
    only: { type: "string", multiple: true },
    /** Such as `phone-dark`. */
    in: { type: "string", multiple: true },
  },
});

const postgres = await startThrowAwayPostgres({ inMemory: true });
process.env.TEST_DATABASE_URL = postgres.databaseUrl;
process.env.TEST_DATABASE_OWNER_URL = postgres.databaseOwnerUrl;
try {
  const demo = await startDemo();
  try {
    await run(demo);
  } finally {
    await demo.stop();
  }
} finally {
  await postgres.stop();
}

async function run(demo: Demo): Promise<void> {
  if (values.all === undefined) {
    await takePictures(demo, join(checkout, "docs/pictures"));
    return;
  }
  const chosen = [...screens, ...states].filter(({ name }) => values.only?.includes(name) ?? true);
  const failures = await takeAll(demo, { screens: chosen, folder: values.all, only: values.in });
  for (const failure of failures) console.error(failure);
  if (failures.length > 0) process.exitCode = 1;
}
