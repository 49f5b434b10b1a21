import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isBehind, isDraftOver, startDraft } from "./description-draft.ts";

describe("the draft of a description", () => {
  const ticket = { version: 3, description: "one\r\ntwo" };

  it("begins with the text as a text area has it, and the version that is edited", () => {
    const draft = startDraft(ticket);
    assert.deepEqual(draft, { text: "one\ntwo", base: ticket, isTouched: false });
    assert.equal(startDraft({ version: 1 }).text, "");
  });

  it("is outdated as soon as the ticket has another text, not another version", () => {
    const draft = startDraft(ticket);
    assert.equal(isBehind(draft, { ...ticket, version: 4 }), false);
    assert.equal(isBehind(draft, { version: 4, description: "one\ntwo" }), false);
    assert.equal(isBehind(draft, { version: 4, description: "one" }), true);
    assert.equal(isBehind(draft, { version: 4, description: null }), true);
  });

  it("is over when the ticket has its text, but not before anything was typed", () => {
    const draft = { ...startDraft(ticket), text: "new", isTouched: true };
    assert.equal(isDraftOver(draft, ticket), false);
    assert.equal(isDraftOver(draft, { version: 4, description: "new" }), true);
    assert.equal(isDraftOver(startDraft(ticket), ticket), false);
  });

  it("waits for the text of a ticket that is known by its card only", () => {
    const draft = { ...startDraft(ticket), isTouched: true };
    assert.equal(isDraftOver(draft, { version: 3 }), false);
    assert.equal(isBehind(draft, { version: 3 }), false);
  });
});
