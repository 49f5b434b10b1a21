import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { emptyDraft, isEmptyDraft, toggleLabel, toNewTicket } from "./draft.ts";

describe("the draft of a new ticket", () => {
  it("is worth keeping as soon as it has a text", () => {
    const draft = { ...emptyDraft("p"), priority: "high" as const, labels: ["bug"] };
    assert.equal(isEmptyDraft(draft), true);
    assert.equal(isEmptyDraft({ ...draft, description: "x" }), false);
    assert.equal(isEmptyDraft({ ...draft, title: " " }), true);
  });

  it("becomes a request without a description of nothing but spaces", () => {
    const draft = { ...emptyDraft("p"), title: "  A title ", description: " \n" };
    assert.deepEqual(toNewTicket(draft), {
      project_id: "p",
      title: "A title",
      description: null,
      priority: "none",
      assignee_id: null,
      labels: [],
      due_on: null,
    });
  });

  it("adds a label, and takes it away the second time", () => {
    const once = toggleLabel(emptyDraft("p"), "bug");
    assert.deepEqual(once.labels, ["bug"]);
    assert.deepEqual(toggleLabel(once, "bug").labels, []);
  });
});
