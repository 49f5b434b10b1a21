import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { currentVersion, learnVersion } from "./own-versions.ts";

describe("the version under which an edit is sent", () => {
  it("is the one after one's own writes since the edit began", () => {
    learnVersion("a", { from: 1, to: 2 });
    learnVersion("a", { from: 2, to: 3 });
    assert.equal(currentVersion("a", 1), 3);
    assert.equal(currentVersion("b", 1), 1);
  });

  it("does not pass over somebody else's change after a write that changed nothing", () => {
    learnVersion("c", { from: 2, to: 2 });
    assert.equal(currentVersion("c", 1), 1);
  });
});
