import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Choice, matchingChoices } from "./choices.ts";

const choices: Choice[] = [
  { id: "now", name: "In progress" },
  { id: "open", name: "Open" },
  { id: "no", name: "Backlog" },
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
