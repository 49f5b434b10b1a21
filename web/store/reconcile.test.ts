import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { conflict, type EditedFields } from "./conflicts.ts";
import { reconcile } from "./reconcile.ts";

const ticket = { ticketId: "id" };
const edit = (base: EditedFields, changes: EditedFields, theirs: EditedFields) =>
  reconcile({ ...ticket, base, changes, theirs });
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("an edit of a ticket that changed meanwhile", () => {
  afterEach(() => {
    conflict.value = undefined;
  });

  it("sends a field that only this person changed, and asks nothing", async () => {
    const theirs = { title: "Their title", priority: "low" } as const;
    assert.deepEqual(await edit({ title: "T", priority: "low" }, { priority: "high" }, theirs), {
      changes: { priority: "high" },
      merged: [],
    });
  });

  it("sends nothing if the other person made the same change", async () => {
    const changed = { due_on: "2026-12-01" };
    assert.deepEqual(await edit({ due_on: null }, changed, changed), { changes: {}, merged: [] });
  });

  it("merges two texts that changed in different places, and says so", async () => {
    const base = { description: "one\ntwo\nthree" };
    const mine = { description: "ONE\ntwo\nthree" };
    const theirs = { description: "one\r\ntwo\r\nTHREE" };
    assert.deepEqual(await edit(base, mine, theirs), {
      changes: { description: "ONE\ntwo\nTHREE" },
      merged: ["description"],
    });
  });

  it("merges the text of a comment in the same way", async () => {
    const [base, mine, theirs] = ["one\ntwo", "ONE\ntwo", "one\nTWO"].map((body) => ({ body }));
    assert.deepEqual(await edit(base ?? {}, mine ?? {}, theirs ?? {}), {
      changes: { body: "ONE\nTWO" },
      merged: ["body"],
    });
  });

  it("shows both values of a field that is not a text", async () => {
    const answer = edit({ assignee_id: null }, { assignee_id: "ada" }, { assignee_id: "grace" });
    await settled();
    assert.deepEqual(
      [conflict.value?.base, conflict.value?.mine, conflict.value?.theirs],
      [null, "ada", "grace"],
    );
    conflict.value?.resolve("grace");
    assert.deepEqual(await answer, { changes: {}, merged: [] });
    assert.equal(conflict.value, undefined);
  });

  it("shows a text that clashes, and saves nothing if the question is closed", async () => {
    const answer = edit({ title: "two" }, { title: "ten" }, { title: "five" });
    await settled();
    assert.equal(conflict.value?.field, "title");
    conflict.value?.cancel();
    assert.equal(await answer, undefined);
  });

  it("shows one conflict after the other", async () => {
    const first = edit({ title: "two" }, { title: "ten" }, { title: "five" });
    const second = edit({ title: "red" }, { title: "blue" }, { title: "green" });
    await settled();
    assert.equal(conflict.value?.mine, "ten");
    conflict.value?.resolve("ten");
    assert.deepEqual(await first, { changes: { title: "ten" }, merged: [] });
    await settled();
    assert.equal(conflict.value?.mine, "blue");
    conflict.value?.resolve("green blue");
    assert.deepEqual(await second, { changes: { title: "green blue" }, merged: [] });
  });

  it("shows a text that one person removed while another changed it", async () => {
    const answer = edit({ description: "a" }, { description: "b" }, { description: null });
    await settled();
    assert.equal(conflict.value?.theirs, null);
    conflict.value?.resolve("b");
    assert.deepEqual(await answer, { changes: { description: "b" }, merged: [] });
  });
});
