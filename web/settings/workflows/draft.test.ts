import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { CreateWorkflowBody } from "../../../src/workflows/schemas.ts";
import {
  addStatus,
  bodyOf,
  type Draft,
  draftOf,
  editStatus,
  moveStatus,
  removeStatus,
  rulesOf,
  setAllowed,
  setRules,
  statusKey,
} from "./draft.ts";
import { validateWorkflow } from "./validate.ts";

const statusName = (status: string) => status.replaceAll("_", " ");
const empty: Draft = { name: "", statuses: [], transitions: new Map() };

/** Open, in review, done, each with a transition to the next. */
function review(): Draft {
  const draft = addStatus(addStatus(addStatus({ ...empty, name: "review" })));
  const named = editStatus(editStatus(draft, 1, { name: "Open" }), 2, {
    name: "In review",
    category: "doing",
  });
  return editStatus(named, 3, { name: "Done", category: "done" });
}

describe("draft of a workflow", () => {
  it("becomes the body that the API takes", () => {
    const draft = setRules(
      setRules(review(), { from: 2, to: 3 }, { resolution_required: true }),
      { from: 1, to: 2 },
      { reason_required: true, admins_only: true },
    );
    assert.deepEqual(CreateWorkflowBody.parse(bodyOf(draft)), {
      name: "review",
      statuses: [
        { status: "open", category: "todo" },
        { status: "in_review", category: "doing" },
        { status: "done", category: "done" },
      ],
      transitions: [
        {
          from: "open",
          to: "in_review",
          permission: "ticket:reopen",
          reason_required: true,
          resolution_required: false,
        },
        {
          from: "in_review",
          to: "done",
          permission: "ticket:transition",
          reason_required: false,
          resolution_required: true,
        },
      ],
    });
  });

  it("of a workflow says the same, under the name of a successor", () => {
    const body = bodyOf(review());
    const workflow = {
      ...body,
      statuses: [...body.statuses, { status: "a__b", category: "done" as const }],
      transitions: CreateWorkflowBody.parse(body).transitions,
    };
    const copy = bodyOf(draftOf(workflow, statusName));
    assert.equal(copy.name, "review 2");
    assert.deepEqual(copy.statuses, workflow.statuses);
    assert.deepEqual(copy.transitions, workflow.transitions);
    assert.equal(draftOf({ ...workflow, name: "review 9" }, statusName).name, "review 10");
  });

  it("asks for a resolution only where the transition ends in a status that is done", () => {
    const asking = setRules(review(), { from: 2, to: 3 }, { resolution_required: true });
    const doing = editStatus(asking, 3, { category: "doing" });
    assert.equal(bodyOf(doing).transitions[1]?.resolution_required, false);
    const done = editStatus(doing, 3, { category: "done" });
    assert.equal(bodyOf(done).transitions[1]?.resolution_required, true);
  });

  it("keeps the transitions of a status that is renamed or moved, and drops those of a removed one", () => {
    const moved = moveStatus(editStatus(review(), 2, { name: "Checked" }), 2, -1);
    assert.deepEqual(
      bodyOf(moved).statuses.map(({ status }) => status),
      ["checked", "open", "done"],
    );
    assert.deepEqual(
      bodyOf(moved).transitions.map(({ from, to }) => `${from} ${to}`),
      ["checked done", "open checked"],
    );
    assert.deepEqual(bodyOf(removeStatus(moved, 2)).transitions, []);
    assert.deepEqual(removeStatus(moved, 2).transitions.size, 0);
    assert.equal(moveStatus(moved, 2, -1).statuses[0]?.id, 2);
    assert.equal(moveStatus(moved, 2, 99).statuses.at(-1)?.id, 2);
  });

  it("does not give a removed status's transitions to a new one", () => {
    const again = addStatus(removeStatus(review(), 3));
    assert.deepEqual([...again.transitions.keys()], ["1 2", "2 3"]);
    const reopened = setAllowed(again, { from: 3, to: 1 }, true);
    assert.equal(addStatus(removeStatus(reopened, 3)).transitions.has("3 1"), false);
  });

  it("keeps what a transition asks for while it is allowed, and nothing else", () => {
    const cell = { from: 2, to: 3 };
    const asking = setRules(review(), cell, { reason_required: true });
    assert.deepEqual(setAllowed(asking, cell, true), asking);
    assert.equal(rulesOf(setAllowed(asking, cell, false), cell), undefined);
    const never = { from: 3, to: 1 };
    assert.equal(rulesOf(setRules(asking, never, { reason_required: true }), never), undefined);
  });
});

describe("statusKey", () => {
  it("makes the name of the API from a name that people read", () => {
    assert.equal(statusKey("In review"), "in_review");
    assert.equal(statusKey("  Geprüft & verpackt! "), "gepruft_verpackt");
    assert.equal(statusKey("検証"), "");
  });
});

describe("validateWorkflow", () => {
  it("says of every draft what the API says, once for each status", () => {
    const name = fc.constantFrom(
      "review",
      "",
      "  ",
      "x".repeat(100),
      "x".repeat(101),
      "é".repeat(100),
    );
    const statuses = fc.array(
      fc.record({
        name: fc.constantFrom(
          "Open",
          "Doing",
          "Done",
          "3rd",
          "",
          "x".repeat(40),
          "x".repeat(41),
          "a",
        ),
        category: fc.constantFrom("todo" as const, "doing" as const, "done" as const),
      }),
      { maxLength: 6 },
    );
    const cells = fc.array(
      fc.record({ from: fc.integer({ min: 1, max: 6 }), to: fc.integer({ min: 1, max: 6 }) }),
      { maxLength: 12 },
    );
    const drafts = fc.record({ name, statuses, cells }).map((made) => {
      let draft: Draft = { ...empty, name: made.name };
      for (const [index, status] of made.statuses.entries()) {
        draft = editStatus(addStatus(draft), index + 1, status);
      }
      for (const cell of made.cells) {
        const { from, to } = cell;
        if (from === to || Math.max(from, to) > made.statuses.length) continue;
        draft = setAllowed(draft, cell, rulesOf(draft, cell) === undefined);
        draft = setRules(draft, cell, { resolution_required: true });
      }
      return draft;
    });
    fc.assert(
      fc.property(drafts, (draft) => {
        const body = bodyOf(draft);
        // A transition between statuses of one name is a fault of the name.
        fc.pre(body.transitions.every(({ from, to }) => from !== to));
        const pairs = body.transitions.map(({ from, to }) => `${from} ${to}`);
        fc.pre(new Set(pairs).size === pairs.length);
        assert.deepEqual(sorted(validateWorkflow(body)), sorted(errorsOfApi(body)));
      }),
      { numRuns: 2_000 },
    );
  });

  it("knows the API's limits for statuses and transitions", () => {
    const statuses = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        status: `status_${index}`,
        category: "todo" as const,
      }));
    const transitions = (count: number) =>
      statuses(31)
        .flatMap((from, at) => statuses(31).map((to) => ({ from: from.status, to: to.status, at })))
        .filter(({ from, to }) => from !== to)
        .slice(0, count)
        .map(({ from, to }) => ({ from, to }));
    for (const body of [
      { name: "many", statuses: statuses(31), transitions: transitions(30) },
      { name: "many", statuses: statuses(30), transitions: transitions(301) },
    ]) {
      const errors = validateWorkflow(body);
      assert.equal(errors.length, 1);
      assert.deepEqual(errors, errorsOfApi(body));
    }
  });
});

/** Without those of transitions that repeat the fault of their statuses. */
function errorsOfApi(body: unknown): { pointer: string; detail: string }[] {
  const { error } = CreateWorkflowBody.safeParse(body);
  const errors = (error?.issues ?? []).map(({ path, message }) => ({
    pointer: `/${path.join("/")}`,
    detail: message,
  }));
  const isListedTwice = errors.some(({ detail }) => detail === "Is listed twice.");
  const repeated = isListedTwice ? /^\/transitions\/\d+\// : /^\/transitions\/\d+\/(from|to)$/;
  return errors.filter(({ pointer }) => !repeated.test(pointer));
}

function sorted<Row extends { pointer: string; detail: string }>(errors: Row[]): string[] {
  return [...new Set(errors.map(({ pointer, detail }) => `${pointer} ${detail}`))].sort();
}
