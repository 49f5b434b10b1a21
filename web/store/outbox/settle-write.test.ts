import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Ticket } from "../../../client/index.ts";
import { receiveTickets } from "../tickets.ts";
import type { OutboxEntry } from "./entry.ts";
import { currentVersion } from "./own-versions.ts";
import { settleWrite } from "./settle-write.ts";

/** Settles a move of a ticket that the page has in version 3 with an answer of this version. */
function settleMove(id: string, version: number): void {
  const ticket = { id, key: "ENG-1", project_id: "p", status: "open", labels: [], version: 3 };
  receiveTickets([ticket as unknown as Ticket]);
  const entry = {
    ...{ key: `move-${id}`, operation: "transitionTicket", input: {}, ticketIds: [id] },
    ...{ order: 1, tab: "t", subject: "ENG-1" },
  } as unknown as OutboxEntry;
  const answer = { ...ticket, status: "in_progress", version };
  settleWrite(entry, { kind: "done", answer }, { isAwaited: true });
}

describe("a move that was answered", () => {
  it("is not a conflict for what was begun before it", () => {
    settleMove("own", 4);
    assert.equal(currentVersion("own", 3), 4);
  });

  it("does not hide what somebody else has changed before it", () => {
    settleMove("mixed", 5);
    assert.equal(currentVersion("mixed", 3), 3);
  });
});
