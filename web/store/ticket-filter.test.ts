import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterFromQuery, isFiltered, passesFilter } from "./ticket-filter.ts";

const ticket = { status: "open", assignee_id: "ada", priority: "high", labels: ["Bug", "docs"] };
const mine = { myId: "ada", category: "todo" };

describe("filter of tickets", () => {
  it("an address without a filter has none, also if it has a sort and empty values", () => {
    const filter = filterFromQuery(new URLSearchParams("sort=-priority&q=+&label="));
    assert.deepEqual(filter, {});
    assert.equal(isFiltered(filter), false);
  });

  it("every filter of an address is read, and a value that cannot be is left out", () => {
    const address =
      "status=open&category=todo&category=never&assignee_id=me&assignee_id=none&priority=high&label=bug&label=bug&q=queue";
    assert.deepEqual(filterFromQuery(new URLSearchParams(address)), {
      status: ["open"],
      category: ["todo"],
      assignee_id: ["me", "none"],
      priority: ["high"],
      label: ["bug"],
      q: "queue",
    });
  });

  it("a ticket needs one of the assignees and priorities, and all of the labels", () => {
    assert.equal(passesFilter(ticket, { assignee_id: ["grace", "ada"] }, mine), true);
    assert.equal(passesFilter(ticket, { assignee_id: ["grace"] }, mine), false);
    assert.equal(passesFilter(ticket, { priority: ["low", "high"] }, mine), true);
    assert.equal(passesFilter(ticket, { label: ["bug", "DOCS"] }, mine), true);
    assert.equal(passesFilter(ticket, { label: ["bug", "infra"] }, mine), false);
  });

  it("`me` is the reader and `none` is nobody", () => {
    const unassigned = { ...ticket, assignee_id: null };
    assert.equal(passesFilter(ticket, { assignee_id: ["me"] }, mine), true);
    assert.equal(passesFilter(ticket, { assignee_id: ["me"] }, { ...mine, myId: "bob" }), false);
    assert.equal(passesFilter(unassigned, { assignee_id: ["none"] }, mine), true);
    assert.equal(passesFilter(unassigned, { assignee_id: ["me"] }, mine), false);
  });

  it("words leave the answer to the server, unless another filter already refuses", () => {
    assert.equal(passesFilter(ticket, { q: "queue" }, mine), undefined);
    assert.equal(passesFilter(ticket, { q: "queue", status: ["done"] }, mine), false);
  });
});
