import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import fc from "fast-check";
import { countEvent, countOf, setCounts } from "../counts.ts";
import {
  addPending,
  applyTicketEvent,
  forgetTickets,
  receiveTicket,
  serverTicket,
  settlePending,
  ticketSignal,
} from "../tickets.ts";
import { changed } from "./overlay.ts";
import type { StoredTicket, TicketChange } from "./stored-ticket.ts";

const statuses = ["open", "in_progress", "resolved"] as const;

function givenTicket(): StoredTicket {
  return {
    id: "t",
    project_id: "p",
    key: "ENG-1",
    title: "Login stays blank",
    status: "open",
    priority: "none",
    assignee_id: null,
    due_on: null,
    labels: [],
    resolution: null,
    returned_at: null,
    deleted_at: null,
    deleted_by: null,
    version: 1,
    created_at: "2026-12-01T08:00:00.000000Z",
    updated_at: "2026-12-01T08:00:00.000000Z",
  };
}

const event = (version: number, values: Partial<StoredTicket>) => ({
  ...{ version, values },
  isTextChanged: false,
});
const shown = () => ticketSignal("t")?.value;
const counts = () => statuses.map((status) => countOf("p", status));

const change: fc.Arbitrary<TicketChange> = fc.oneof(
  fc.constantFrom(...statuses).map((status) => ({ status })),
  fc.constantFrom("none" as const, "urgent" as const).map((priority) => ({ priority })),
  fc.constantFrom("bug", "docs").map((label) => ({ addLabels: [label] })),
  fc.constantFrom("bug", "docs").map((label) => ({ removeLabels: [label] })),
);
/** What happens at the server, in its order: a write of this tab or of somebody else. */
const write = fc.record({ change, isMine: fc.boolean(), isRefused: fc.boolean() });

/**
 * A server that executes the writes one after the other, and what it sends: an event for each change, and
 * for each write of this tab an answer or a refusal, which are steps that the client takes in any order
 * that keeps the events in theirs and the answers in theirs.
 */
function givenServer(
  writes: readonly { change: TicketChange; isMine: boolean; isRefused: boolean }[],
) {
  let ticket = givenTicket();
  const events: (() => void)[] = [];
  const answers: (() => void)[] = [];
  writes.forEach(({ change, isMine, isRefused }, index) => {
    const key = `write ${index}`;
    if (isMine) addPending("t", { key, change });
    if (isRefused) {
      if (isMine) answers.push(() => settlePending("t", key));
      return;
    }
    const before = ticket;
    ticket = { ...changed(ticket, change), version: before.version + 1 };
    const after = ticket;
    events.push(() => {
      const { status, priority, labels, version } = after;
      countEvent({ sequence: version, project_id: "p", from: before.status, to: status });
      applyTicketEvent("t", event(version, { status, priority, labels }));
    });
    if (isMine) answers.push(() => settlePending("t", key, after));
  });
  return { ticket: () => ticket, events, answers };
}

describe("a ticket with pending changes", () => {
  beforeEach(() => {
    forgetTickets();
    setCounts({ sequence: 1, data: [{ project_id: "p", status: "open", count: 1 }] });
    receiveTicket(givenTicket());
  });

  it("is the server's ticket after every order of events, answers and refusals, and counts as it does", () => {
    fc.assert(
      fc.property(
        fc.array(write, { maxLength: 8 }),
        fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
        (writes, choices) => {
          forgetTickets();
          setCounts({ sequence: 1, data: [{ project_id: "p", status: "open", count: 1 }] });
          receiveTicket(givenTicket());
          const { ticket, events, answers } = givenServer(writes);

          for (const takesEvent of choices) {
            const [first, second] = takesEvent ? [events, answers] : [answers, events];
            (first.shift() ?? second.shift())?.();
            const total = counts().reduce((sum, count) => sum + count, 0);
            assert.equal(total, 1, "a ticket counts once, whatever is known of it");
          }

          assert.deepEqual(shown(), ticket());
          assert.deepEqual(serverTicket("t"), ticket());
          assert.deepEqual(
            counts(),
            statuses.map((status) => (status === ticket().status ? 1 : 0)),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it("shows the change at once, and the server's ticket after a refusal, whatever came in between", () => {
    addPending("t", { key: "mine", change: { status: "resolved" } });
    assert.equal(shown()?.status, "resolved");

    applyTicketEvent("t", event(2, { status: "in_progress" }));
    assert.equal(shown()?.status, "resolved");
    settlePending("t", "mine");

    assert.equal(shown()?.status, "in_progress");
  });

  it("keeps a pending change of labels when somebody else adds another label", () => {
    addPending("t", { key: "mine", change: { addLabels: ["bug"] } });

    applyTicketEvent("t", event(2, { labels: ["docs"] }));

    assert.deepEqual(shown()?.labels, ["bug", "docs"]);
  });

  it("ignores rows and events that are older than what it knows", () => {
    receiveTicket({ ...givenTicket(), version: 5, title: "New" });

    receiveTicket({ ...givenTicket(), version: 4, title: "Old" });
    applyTicketEvent("t", event(5, { title: "Old" }));

    assert.equal(shown()?.title, "New");
  });

  it("lays changes over a ticket that is read after they were made, as after a reload", () => {
    forgetTickets();
    addPending("t", { key: "mine", change: { priority: "urgent" } });
    receiveTicket(givenTicket());

    assert.equal(shown()?.priority, "urgent");
    settlePending("t", "mine");
    assert.equal(shown()?.priority, "none");
  });
});
