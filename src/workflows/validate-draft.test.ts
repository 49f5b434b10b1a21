import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { reopenable, standard } from "./built-in.ts";
import { validateDraft } from "./validate-draft.ts";
import type { WorkflowStatus, WorkflowTransition } from "./workflow.ts";

describe("validating a workflow draft", () => {
  it("finds no error in the two workflows that every workspace starts with", () => {
    assert.deepEqual(validateDraft(standard), []);
    assert.deepEqual(validateDraft(reopenable), []);
  });

  it("finds no error in a single status without transitions", () => {
    assert.deepEqual(errorsOf(["open"], []), []);
  });

  it("rejects a status that is listed twice", () => {
    assert.deepEqual(errorsOf(["open", "done", "open"], ["open done"]), ["/statuses/2/status"]);
  });

  it("rejects a transition from or to an unlisted status, and one to its own start", () => {
    assert.deepEqual(errorsOf(["open", "done"], ["open done", "lost done"]), [
      "/transitions/1/from",
    ]);
    assert.deepEqual(errorsOf(["open", "done"], ["open done", "open lost"]), ["/transitions/1/to"]);
    assert.deepEqual(errorsOf(["open", "done"], ["open done", "done done"]), ["/transitions/1/to"]);
  });

  it("rejects a transition that is listed twice, even if its rules differ", () => {
    const twice = [transition("open done"), { ...transition("open done"), reason_required: true }];
    assert.deepEqual(
      pointers(validateDraft({ statuses: statusesOf(["open", "done"]), transitions: twice })),
      ["/transitions/1"],
    );
  });

  it("rejects a required resolution on a transition to a status that is not done", () => {
    const statuses = statusesOf(["open", "doing", "done"]);
    const transitions = [
      { ...transition("open doing"), resolution_required: true },
      { ...transition("doing done"), resolution_required: true },
    ];
    assert.deepEqual(pointers(validateDraft({ statuses, transitions })), [
      "/transitions/0/resolution_required",
    ]);
  });

  it("rejects statuses that cannot be reached, including a separate cycle", () => {
    const line = ["open doing", "doing done"];
    assert.deepEqual(errorsOf(["open", "doing", "done", "lost"], line), ["/statuses/3/status"]);
    assert.deepEqual(errorsOf(["done", "doing", "open"], line), [
      "/statuses/1/status",
      "/statuses/2/status",
    ]);
    const circle = [...line, "left right", "right left", "left open"];
    assert.deepEqual(errorsOf(["open", "doing", "done", "left", "right"], circle), [
      "/statuses/3/status",
      "/statuses/4/status",
    ]);
  });
});

function errorsOf(words: string[], pairs: string[]): string[] {
  return pointers(
    validateDraft({ statuses: statusesOf(words), transitions: pairs.map(transition) }),
  );
}

function pointers(faults: ReturnType<typeof validateDraft>): string[] {
  return faults.map(({ path }) => `/${path.join("/")}`);
}

function statusesOf(words: string[]): WorkflowStatus[] {
  return words.map((status) => ({ status, category: status === "done" ? "done" : "todo" }));
}

function transition(pair: string): WorkflowTransition {
  const [from = "", to = ""] = pair.split(" ");
  return {
    from,
    to,
    permission: "ticket:transition",
    reason_required: false,
    resolution_required: false,
  };
}
