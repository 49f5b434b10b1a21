import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { MigrationError, pendingMigrations, readMigrations } from "./migration-files.ts";

describe("the migrations folder", () => {
  it("is read in the order of the numbers, and files without .sql are ignored", async (t) => {
    const folder = await givenFolder(t, ["0002_b.sql", "0010_c.sql", "0001_a.sql", "README.md"]);

    const migrations = await readMigrations(folder);

    assert.deepEqual(
      migrations.map(({ name }) => name),
      ["0001_a.sql", "0002_b.sql", "0010_c.sql"],
    );
  });

  it("is refused with both errors for an invalid name and a duplicate number", async (t) => {
    const folder = await givenFolder(t, ["0001_a.sql", "0001_b.sql", "2_c.sql"]);

    await assert.rejects(readMigrations(folder), (error: Error) => {
      assert.ok(error instanceof MigrationError);
      assert.match(error.message, /0001_a\.sql and 0001_b\.sql have the same number/);
      assert.match(error.message, /2_c\.sql is not a valid name/);
      return true;
    });
  });
});

describe("the list of pending migrations", () => {
  const [a, b, c] = ["0001_a.sql", "0002_b.sql", "0003_c.sql"].map((name) => ({
    name,
    text: "",
    sha256: name,
    needs: null,
  })) as [Migration, Migration, Migration];
  type Migration = { name: string; text: string; sha256: string; needs: null };

  it("contains every file after the last applied one", () => {
    assert.deepEqual(pendingMigrations([a, b, c], [a], "0.3.0"), [b, c]);
    assert.deepEqual(pendingMigrations([a, b, c], [a, b, c], "0.3.0"), []);
  });

  it("is empty if a newer version applied more, unless this one is older than those need", () => {
    assert.deepEqual(pendingMigrations([a], [a, b], "0.3.0"), []);
    assert.deepEqual(pendingMigrations([a], [a, { ...b, needs: "0.3" }], "0.3.0"), []);
    assert.deepEqual(pendingMigrations([a], [a, { ...b, needs: "0.10" }], "1.0.0"), []);
    for (const running of ["0.3.9", "0.9.0"]) {
      assert.throws(
        () => pendingMigrations([a], [a, { ...b, needs: "0.10" }, c], running),
        /0002_b\.sql .* needs version 0\.10\. This is 0\.\d\.\d: start version 0\.10 or newer\./,
      );
    }
  });

  it("cannot be made when an applied file was changed", () => {
    const changed = { ...a, sha256: "another" };

    assert.throws(() => pendingMigrations([changed, b], [a], "0.3.0"), /0001_a\.sql was changed/);
  });

  it("cannot be made when the folder lacks an applied file", () => {
    assert.throws(
      () => pendingMigrations([a, c], [a, b], "0.3.0"),
      /0002_b\.sql .* not in the folder/,
    );
  });

  it("cannot be made when a pending file comes before an applied one", () => {
    assert.throws(
      () => pendingMigrations([a, b, c], [a, c], "0.3.0"),
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
