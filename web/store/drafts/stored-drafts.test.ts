import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { memoryStore } from "../../test/support/memory-store.ts";
import { storedDrafts } from "./stored-drafts.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
let store: ReturnType<typeof memoryStore>;

describe("a draft", () => {
  beforeEach(() => {
    store = memoryStore();
  });

  it("is there until it is removed, for the person who wrote it", () => {
    storedDrafts(store, "ada").save("comment:1", "Half a sentence");

    assert.equal(storedDrafts(store, "ada").load("comment:1"), "Half a sentence");
    assert.equal(storedDrafts(store, "grace").load("comment:1"), undefined);
    storedDrafts(store, "ada").remove("comment:1");
    assert.equal(storedDrafts(store, "ada").load("comment:1"), undefined);
  });

  it("is kept for 30 days, and then removed when another one is saved", () => {
    storedDrafts(store, "ada", 0).save("old", { title: "Text" });

    assert.deepEqual(storedDrafts(store, "ada", 29 * DAY_MS).load("old"), { title: "Text" });
    assert.equal(storedDrafts(store, "ada", 30 * DAY_MS).load("old"), undefined);
    storedDrafts(store, "ada", 31 * DAY_MS).save("new", "Text");
    assert.equal(store.length, 1);
  });

  it("that was sent is removed, unless something else was written since", () => {
    const drafts = storedDrafts(store, "ada");
    drafts.save("comment:1", "First");
    drafts.removeValue("comment:1", "First");
    assert.equal(drafts.load("comment:1"), undefined);

    drafts.save("comment:1", "Second");
    drafts.removeValue("comment:1", "First");
    assert.equal(drafts.load("comment:1"), "Second");
  });

  it("that was refused is there again, in front of a text that was written since", () => {
    const drafts = storedDrafts(store, "ada");
    drafts.restore("comment:1", "First");
    assert.equal(drafts.load("comment:1"), "First");

    drafts.save("comment:1", "Second");
    drafts.restore("comment:1", "First");
    assert.equal(drafts.load("comment:1"), "First\n\nSecond");
    drafts.restore("comment:1", "First");
    assert.equal(drafts.load("comment:1"), "First\n\nSecond");
  });

  it("that was refused is kept although its words are a part of what was written since", () => {
    const drafts = storedDrafts(store, "ada");
    drafts.save("comment:1", "Where is the token?");
    drafts.restore("comment:1", "the");
    assert.equal(drafts.load("comment:1"), "the\n\nWhere is the token?");
  });

  it("of several fields that was refused is there when the one written since is gone", () => {
    const drafts = storedDrafts(store, "ada");
    drafts.save("new", { title: "Third" });
    drafts.restore("new", { title: "First" });
    drafts.restore("new", { title: "Second" });

    assert.deepEqual(drafts.load("new"), { title: "Third" });
    drafts.remove("new");
    assert.deepEqual(drafts.load("new"), { title: "First" });
    assert.equal(drafts.count(), 2, "what is loaded is no longer kept aside");
    drafts.remove("new");
    assert.deepEqual(drafts.load("new"), { title: "Second" });
  });

  it("is not saved while nobody is known to be signed in", () => {
    storedDrafts(store, "").save("comment:1", "Text");

    assert.equal(store.length, 0);
  });

  it("that cannot be stored or read breaks nothing", () => {
    const full = { ...store, setItem: () => assert.fail("QuotaExceededError") };
    storedDrafts(full, "ada").save("comment:1", "Text");
    store.setItem("slacky:draft:ada:comment:2", "{");

    assert.equal(storedDrafts(store, "ada").load("comment:2"), undefined);
    assert.equal(storedDrafts(undefined, "ada").load("comment:1"), undefined);
  });
});
