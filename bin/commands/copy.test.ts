import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { runSlacky } from "../../test/support/command.ts";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { givenTicket, givenWorld } from "../../test/support/given.ts";

describe("slacky copy", () => {
  const folder = mkdtempSync(join(tmpdir(), "slacky-copy-"));
  let source: TestApi;
  let target: TestDatabase;
  let env: Record<string, string>;

  before(async () => {
    source = await startApi();
    await givenTicket(source, await givenWorld(source));
    env = {
      SLACKY_DATA_DIR: folder,
      SLACKY_SECRET: "s".repeat(32),
      DATABASE_URL: source.database.databaseUrl,
      DATABASE_OWNER_URL: source.database.databaseOwnerUrl,
    };
  });
  beforeEach(async () => {
    target = await createTestDatabase();
  });
  afterEach(() => target.drop());
  after(async () => {
    await source.close();
    rmSync(folder, { recursive: true });
  });

  const copy = (to: string, ...options: string[]) =>
    runSlacky(["copy", "--to", to, ...options], env);

  it("reports what was copied, what was not, and which settings and files the new installation needs", async () => {
    const done = await copy(target.databaseUrl, "--to-owner", target.databaseOwnerUrl);

    assert.equal(done.code, 0, done.stderr);
    assert.match(done.stdout, /^Copying\. Anything written here from now on is not copied\.$/m);
    assert.match(done.stdout, /^ {2}tickets +1 rows +\d+\.\d s$/m);
    assert.match(done.stdout, /^Copied \d+ rows in \d+ tables\. /m);
    assert.match(done.stdout, /^ {2}DATABASE_URL +the URL that you passed as --to$/m);
    assert.match(done.stdout, /^ {2}DATABASE_OWNER_URL +the URL that you passed as --to-owner$/m);
    assert.match(done.stdout, new RegExp(`^ {2}JWT_SECRETS_FILE +${folder}/secrets/jwt$`, "m"));
    assert.match(done.stdout, /^ {2}SLACKY_SECRET +the value that is set here$/m);
    assert.ok(!done.stdout.includes(new URL(target.databaseUrl).password));
  });

  it("refuses a target that is not empty, in one sentence", async () => {
    await copy(target.databaseOwnerUrl);

    const again = await copy(target.databaseOwnerUrl);

    assert.equal(again.code, 1);
    assert.match(again.stderr, /^The target is not empty: \w+ has rows\. .*\n$/);
  });

  it("refuses an invalid PostgreSQL URL before it opens a connection", async () => {
    const done = await copy("slacky.example.com");

    assert.equal(done.code, 1);
    assert.match(done.stderr, /^`--to` must be the address of a PostgreSQL 15 to 18/);
  });
});
