import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { MigrationError, pendingMigrations, readMigrations } from "./migration-files.ts";

describe("the migrations folder", () => {
  it("is read in the order of the numbers, and what is no .sql file is left alone", async (t) => {
    const folder = await givenFolder(t, ["0002_b.sql", "0010_c.sql", "0001_a.sql", "README.md"]);

    const migrations = await readMigrations(folder);

    assert.deepEqual(
      migrations.map(({ name }) => name),
      ["0001_a.sql", "0002_b.sql", "0010_c.sql"],
    );
  });

  it("is refused for a name of another form and a number used twice, both at once", async (t) => {
    const folder = await givenFolder(t, ["0001_a.sql", "0001_b.sql", "2_c.sql"]);

    await assert.rejects(readMigrations(folder), (error: Error) => {
      assert.ok(error instanceof MigrationError);
      assert.match(error.message, /0001_a\.sql and 0001_b\.sql have the same number/);
      assert.match(error.message, /2_c\.sql is not a valid name/);
      return true;
    });
  });
});

describe("what is still to run", () => {
  const [a, b, c] = ["0001_a.sql", "0002_b.sql", "0003_c.sql"].map((name) => ({
    name,
    text: "",
    sha256: name,
  })) as [Migration, Migration, Migration];
  type Migration = { name: string; text: string; sha256: string };

  it("is every file after the last that was applied", () => {
    assert.deepEqual(pendingMigrations([a, b, c], [a]), [b, c]);
    assert.deepEqual(pendingMigrations([a, b, c], [a, b, c]), []);
  });

  it("refuses a file that was changed after it had been applied", () => {
    const changed = { ...a, sha256: "another" };

    assert.throws(() => pendingMigrations([changed, b], [a]), /0001_a\.sql was changed/);
  });

  it("refuses a database that has a migration which the folder lacks", () => {
    assert.throws(() => pendingMigrations([a], [a, b]), /0002_b\.sql .* not in the folder/);
  });

  it("refuses a file that comes before one that is applied", () => {
    assert.throws(
      () => pendingMigrations([a, b, c], [a, c]),
      /0002_b\.sql comes before 0003_c\.sql/,
    );
  });
});

async function givenFolder(
  t: { after(done: () => Promise<void>): void },
  names: string[],
): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "slacky-migrations-"));
  t.after(() => rm(folder, { recursive: true }));
  await Promise.all(names.map((name) => writeFile(path.join(folder, name), "")));
  return folder;
}
