import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Choice, firstChoice, matchingChoices, nextChoice } from "./choices.ts";

const choices: Choice[] = [
  { id: "now", name: "In progress", isDisabled: true },
  { id: "open", name: "Open" },
  { id: "no", name: "Backlog", isDisabled: true },
  { id: "review", name: "In review" },
];

describe("matchingChoices", () => {
  it("finds every word anywhere in a name, in any case", () => {
    assert.deepEqual(
      matchingChoices(choices, "REV in").map(({ id }) => id),
      ["review"],
    );
    assert.equal(matchingChoices(choices, "  ").length, 4);
  });
});

describe("nextChoice", () => {
  it("skips what cannot be chosen", () => {
    assert.equal(firstChoice(choices), 1);
    assert.equal(nextChoice(choices, { from: 1, direction: 1 }), 3);
    assert.equal(nextChoice(choices, { from: 3, direction: -1 }), 1);
  });

  it("stays at the ends", () => {
    assert.equal(nextChoice(choices, { from: 1, direction: -1 }), 1);
    assert.equal(nextChoice(choices, { from: 3, direction: 1 }), 3);
  });
});
