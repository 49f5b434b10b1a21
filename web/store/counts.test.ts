import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { countEvent, countOf, setCounts, setCountsOfProject, setShift } from "./counts.ts";

const event = { project_id: "p", from: undefined, to: undefined };
const open = () => countOf("p", "open");
const done = () => countOf("p", "done");

describe("the counts of a board", () => {
  beforeEach(() => {
    for (const id of ["a", "b"]) setShift(id, undefined);
    setCounts({ sequence: 10, data: [{ project_id: "p", status: "open", count: 5 }] });
  });

  it("are the server's plus the events after the place that it counted to", () => {
    countEvent({ ...event, sequence: 10, to: "open" });
    countEvent({ ...event, sequence: 11, to: "open" });
    countEvent({ ...event, sequence: 12, from: "open", to: "done" });
    countEvent({ ...event, sequence: 13, from: "open" });

    assert.deepEqual([open(), done()], [4, 1]);
  });

  it("of another project do not change with an event", () => {
    countEvent({ ...event, project_id: "q", sequence: 11, to: "open" });

    assert.deepEqual([open(), countOf("q", "open")], [5, 1]);
  });

  it("show a move at once, and after its event count it once", () => {
    setShift("a", { project_id: "p", from: "open", to: "done" });
    assert.deepEqual([open(), done()], [4, 1]);

    countEvent({ ...event, sequence: 11, from: "open", to: "done" });
    setShift("a", undefined);

    assert.deepEqual([open(), done()], [4, 1]);
  });

  it("of one project that are read later leave out only its own earlier events", () => {
    setCountsOfProject("p", {
      sequence: 20,
      data: [{ project_id: "p", status: "done", count: 2 }],
    });

    countEvent({ ...event, sequence: 15, to: "done" });
    countEvent({ ...event, project_id: "q", sequence: 15, to: "done" });
    countEvent({ ...event, sequence: 21, to: "done" });

    assert.deepEqual([open(), done(), countOf("q", "done")], [0, 3, 1]);
  });
});
