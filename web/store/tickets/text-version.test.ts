import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import {
  addPending,
  applyTicketEvent,
  forgetTickets,
  forgetVersions,
  receiveTicket,
  serverTicket,
  settlePendingAt,
} from "../tickets.ts";
import { isTextOutdated, type StoredTicket } from "./stored-ticket.ts";

function card(version: number): StoredTicket {
  return {
    ...{ id: "t", project_id: "p", key: "ENG-1", title: "Login stays blank", status: "open" },
    ...{ priority: "none", assignee_id: null, due_on: null, labels: [], resolution: null },
    ...{ returned_at: null, deleted_at: null, deleted_by: null, version },
    ...{ created_at: "2026-12-01T08:00:00.000000Z", updated_at: "2026-12-01T08:00:00.000000Z" },
  };
}

const full = (version: number, description: string) => ({ ...card(version), description });
const event = (version: number, isTextChanged: boolean) => ({
  ...{ version, isTextChanged },
  values: {},
});

/** The version, the version of the description, and the description. */
function known() {
  const { version, textVersion, description } = serverTicket("t") ?? card(0);
  return [version, textVersion, description];
}

describe("the description of a ticket", () => {
  beforeEach(() => {
    forgetTickets();
    receiveTicket(full(1, "old"));
  });

  it("has the version of the row in which it was read", () => {
    assert.deepEqual(known(), [1, 1, "old"]);
    receiveTicket(full(2, "new"));
    assert.deepEqual(known(), [2, 2, "new"]);
    forgetTickets();
    receiveTicket(card(2));
    assert.deepEqual(known(), [2, undefined, undefined]);
  });

  it("keeps its version after an event that changed it, until it is read", () => {
    applyTicketEvent("t", event(2, true));
    applyTicketEvent("t", event(3, false));
    assert.deepEqual(known(), [3, 1, "old"]);
    assert.equal(isTextOutdated(serverTicket("t") ?? card(0)), true);

    receiveTicket(full(3, "new"));
    assert.deepEqual(known(), [3, 3, "new"]);
    assert.equal(isTextOutdated(serverTicket("t") ?? card(0)), false);
  });

  it("has the version of an event that did not change it, unless one before it is missing", () => {
    applyTicketEvent("t", event(2, false));
    assert.deepEqual(known(), [2, 2, "old"]);
    applyTicketEvent("t", event(4, false));
    assert.deepEqual(known(), [4, 2, "old"]);
  });

  it("keeps its version after a newer card, whose events say whether it changed", () => {
    receiveTicket(card(3));
    assert.deepEqual(known(), [3, 1, "old"]);
    applyTicketEvent("t", event(2, false));
    assert.deepEqual(known(), [3, 2, "old"]);
    applyTicketEvent("t", event(3, true));
    assert.deepEqual(known(), [3, 2, "old"]);
  });

  it("keeps its version after an answer with nothing but a version", () => {
    addPending("t", { key: "bulk", change: { addLabels: ["bug"] } });
    settlePendingAt("t", "bulk", 2);
    assert.deepEqual(known(), [2, 1, "old"]);
  });

  it("is not taken for the text of any version after the database was restored", () => {
    receiveTicket(full(9, "lost"));
    forgetVersions();
    receiveTicket(card(1));
    assert.deepEqual(known(), [1, 0, "lost"]);
  });
});
