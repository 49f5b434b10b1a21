import assert from "node:assert/strict";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { claimDataDir, dataDir, rootDataDir } from "./data-dir.ts";
import { isRoot } from "./postgres/server-user.ts";

const root = mkdtempSync(join(tmpdir(), "slacky-data-dir-"));
const used = new Set<string>();
after(() => {
  rmSync(root, { recursive: true });
  for (const folder of used) rmSync(folder, { recursive: true, force: true });
});

let places = 0;

/** A folder to make checkouts in, with data of their own unless root runs this. */
function givenPlace() {
  places += 1;
  const folder = join(root, String(places));
  const env = { XDG_DATA_HOME: join(folder, "share") };
  const checkout = (name: string) => join(folder, name);
  const make = (name: string) => {
    mkdirSync(checkout(name), { recursive: true });
    return checkout(name);
  };
  const open = (of: string) => {
    const opened = claimDataDir(env, of);
    used.add(opened.folder);
    return opened;
  };
  return { env, checkout, make, open };
}

describe("the data folder of a checkout", () => {
  it("is found again after the checkout was moved or renamed, which is said once", () => {
    const { make, checkout, open, env } = givenPlace();
    const { folder } = open(make("first"));
    writeFileSync(join(folder, "data"), "Mine.");
    mkdirSync(checkout("elsewhere"));
    renameSync(checkout("first"), checkout("elsewhere/second"));
    const moved = checkout("elsewhere/second");

    assert.equal(dataDir(env, moved), folder);
    assert.deepEqual(open(moved), {
      folder,
      notices: [`This checkout was moved from ${checkout("first")}. Its data are in ${folder}.`],
    });
    assert.deepEqual(open(moved), { folder, notices: [] });
  });

  it("is another one for a copy, and for a new checkout where the old one was", () => {
    const { make, checkout, open } = givenPlace();
    const first = open(make("first"));
    cpSync(checkout("first"), checkout("copy"), { recursive: true });
    renameSync(checkout("first"), checkout("second"));

    const copy = open(checkout("copy"));
    const moved = open(checkout("second"));
    const anew = open(make("first"));

    assert.equal(moved.folder, first.folder);
    assert.equal(new Set([first.folder, copy.folder, anew.folder]).size, 3);
    assert.equal(open(checkout("first")).folder, anew.folder);
  });

  it("is named to a new checkout if its own is gone, and not to one that has data", () => {
    const { make, checkout, open } = givenPlace();
    open(make("old"));
    const { folder } = open(make("first"));
    cpSync(checkout("first"), checkout("second"), { recursive: true });
    rmSync(checkout("first"), { recursive: true });

    const { notices } = open(checkout("second"));

    const ours = notices.filter((notice) => notice.includes(root));
    assert.deepEqual(ours, [
      `The data of a checkout that is no longer in ${checkout("first")} are in ${folder}. ` +
        "To use them here, set SLACKY_DATA_DIR to that folder.",
    ]);
    assert.deepEqual(open(checkout("old")).notices, []);
  });

  it("is the one that SLACKY_DATA_DIR names, which belongs to no checkout", () => {
    const { make } = givenPlace();
    const folder = join(root, "named");

    const opened = claimDataDir({ SLACKY_DATA_DIR: folder }, make("first"));

    assert.deepEqual(opened, { folder, notices: [] });
    assert.equal(existsSync(join(folder, "checkout.json")), false);
  });

  it("is below XDG_DATA_HOME, or in one place for the whole machine if root runs it", () => {
    const { make, env } = givenPlace();

    const base = isRoot ? rootDataDir : join(env.XDG_DATA_HOME, "slacky");
    assert.ok(dataDir(env, make("first")).startsWith(base));
  });
});
