import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isBehind, isChanged, isDraftOver, startDraft } from "./text-draft.ts";

describe("the draft of a text", () => {
  const current = { version: 3, text: "one\r\ntwo" };

  it("begins with the text as a text area has it, and the version that is edited", () => {
    const draft = startDraft(current);
    assert.deepEqual(draft, { text: "one\ntwo", base: current, isTouched: false });
    assert.equal(startDraft({ version: 1, text: null }).text, "");
  });

  it("is outdated as soon as there is another text, not another version", () => {
    const draft = startDraft(current);
    assert.equal(isBehind(draft, { ...current, version: 4 }), false);
    assert.equal(isBehind(draft, { version: 4, text: "one\ntwo" }), false);
    assert.equal(isBehind(draft, { version: 4, text: "one" }), true);
    assert.equal(isBehind(draft, { version: 4, text: null }), true);
  });

  it("is over when its text was saved, but not before anything was typed", () => {
    const draft = { ...startDraft(current), text: "new", isTouched: true };
    assert.equal(isDraftOver(draft, current), false);
    assert.equal(isDraftOver(draft, { version: 4, text: "new" }), true);
    assert.equal(isDraftOver(startDraft(current), current), false);
  });

  it("is not over when somebody removes what they have typed, also if the ticket changes", () => {
    const draft = { ...startDraft(current), isTouched: true };
    assert.equal(isDraftOver(draft, current), false);
    assert.equal(isDraftOver(draft, { ...current, version: 4 }), false);
    assert.equal(isChanged(draft), false);
  });

  it("waits for the text of a ticket that is known by its card only", () => {
    const draft = { ...startDraft(current), text: "", isTouched: true };
    assert.equal(isDraftOver(draft, { version: 3, text: undefined }), false);
    assert.equal(isBehind(draft, { version: 3, text: undefined }), false);
  });
});
