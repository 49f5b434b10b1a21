import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dropTarget } from "./drop-target.ts";

const plain = { reason_required: false, resolution_required: false, isForward: true };
const transitions = [
  { ...plain, to: "in_progress" },
  { ...plain, to: "closed", reason_required: true },
];
const over = (status: string, under?: string) =>
  dropTarget(status, { from: "open", over: under, transitions });

describe("a column under a lifted card", () => {
  it("is open where a transition leads, and says at once what that asks for", () => {
    assert.deepEqual(over("in_progress"), { kind: "open", isOver: false, note: undefined });
    assert.equal(over("in_progress", "in_progress").note, "Move to In progress");
    assert.equal(over("closed").note, "Closed asks for a reason");
  });

  it("is shut where none leads, and home where the card is", () => {
    assert.deepEqual(over("resolved", "resolved"), { kind: "shut", isOver: true, note: undefined });
    assert.equal(over("open").kind, "home");
  });
});
