import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { seedDatabase } from "../../test/seed/seed.ts";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { walkCreation } from "./walks.ts";

const folder = mkdtempSync(join(tmpdir(), "slacky-bench-walks-"));
let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
  const quiet = { show() {} };
  await seedDatabase(database.databaseOwnerUrl, { tickets: 100, workspaces: 2 }, quiet);
});
after(async () => {
  await database.drop();
  rmSync(folder, { recursive: true });
});

describe("the walk of a creation", () => {
  it("has the files that the request calls, and none that it only imports", async () => {
    const files = (await walkCreation(database, folder)).map(({ file }) => file);

    const called = ["src/tickets/create.ts", "src/tickets/queries.ts", "src/events/record.ts"];
    assert.deepEqual(
      called.filter((file) => !files.includes(file)),
      [],
    );
    assert.deepEqual(
      files.filter((file) => /transition|comments|config\.ts/.test(file)),
      [],
    );
  });
});
