import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { inserted, type LoadedRows, merged, without } from "./column-ids.ts";
import { compareInQueue, nextInQueue, type QueuedTicket } from "./queue-order.ts";

function ticket(id: string, priority = "none", created_at = "2026-01-01"): QueuedTicket {
  return { id, priority, created_at, due_on: null, assignee_id: null };
}

const someTicket = fc
  .record({
    id: fc.integer({ min: 0, max: 40 }).map(String),
    priority: fc.constantFrom("none", "high", "urgent"),
    created_at: fc.constantFrom("2026-01-01", "2026-01-02"),
  })
  .map(({ id, priority, created_at }) => ticket(id, priority, created_at));
const someTickets = fc.uniqueArray(someTicket, { selector: ({ id }) => id, maxLength: 30 });

function loaded(rows: readonly QueuedTicket[], more: Partial<LoadedRows<QueuedTicket>> = {}) {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const ids = [...rows].sort(compareInQueue).map(({ id }) => id);
  const rowOf = (id: string) => byId.get(id);
  return { ids, edge: undefined, isWhole: true, rowOf, compare: compareInQueue, ...more };
}

describe("the IDs of a column", () => {
  it("have one more at the place that sorting would give it", () => {
    fc.assert(
      fc.property(someTickets, someTicket, (rows, row) => {
        const others = rows.filter(({ id }) => id !== row.id);

        const ids = inserted(loaded(others), row);

        assert.deepEqual(
          ids,
          [...others, row].sort(compareInQueue).map(({ id }) => id),
        );
      }),
    );
  });

  it("leave out what comes after the last page that is loaded, and take what comes before", () => {
    const rows = ["a", "b", "c"].map((id) => ticket(id));
    const part = loaded(rows.slice(0, 2), { edge: rows[1], isWhole: false });

    assert.deepEqual(inserted(part, ticket("c")), ["a", "b"]);
    assert.deepEqual(inserted(part, ticket("aa")), ["a", "aa", "b"]);
  });

  it("know the end of the last page even after its last card has left the column", () => {
    const rows = ["a", "b", "d"].map((id) => ticket(id));
    const part = loaded(rows.slice(0, 2), { edge: rows[2], isWhole: false });

    // The next page begins after d. What sorts between b and d comes with no page any more.
    assert.deepEqual(inserted(part, ticket("c")), ["a", "b", "c"]);
    assert.deepEqual(inserted(part, ticket("e")), ["a", "b"]);
  });

  it("are empty until the first page has come", () => {
    assert.deepEqual(inserted(loaded([], { isWhole: false }), ticket("a")), []);
  });

  it("have each card of overlapping pages once, in order", () => {
    fc.assert(
      fc.property(someTickets, someTickets, (one, other) => {
        const known = new Map([...one, ...other].map((row) => [row.id, row]));

        const ids = merged(loaded(one), other);

        assert.deepEqual(
          ids,
          [...known.values()].sort(compareInQueue).map(({ id }) => id),
        );
      }),
    );
  });

  it("stay the same list if a card that was not there is taken out", () => {
    const ids = ["a", "b"];

    assert.equal(without(ids, "c"), ids);
    assert.deepEqual(without(ids, "a"), ["b"]);
  });
});

describe("the next ticket of the queue", () => {
  const taken = { ...ticket("taken", "urgent"), assignee_id: "somebody" };

  it("is the most urgent one that nobody has, then the oldest, over all columns to do", () => {
    const backlog = [taken, ticket("old", "high", "2026-01-01")];
    const open = [ticket("new", "high", "2026-01-02"), ticket("none")];

    const queues = [backlog, open].map((tickets) => ({ tickets, isWhole: true }));

    assert.equal(nextInQueue(queues), "old");
    assert.equal(nextInQueue(queues, [ticket("returned", "urgent")]), "returned");
    assert.equal(nextInQueue([{ tickets: [taken], isWhole: true }]), undefined);
  });

  it("is not known while one that is not loaded may come before it", () => {
    const open = { tickets: [ticket("open", "high")], isWhole: true };

    assert.equal(nextInQueue([open, { tickets: [taken], isWhole: false }]), undefined);
    assert.equal(nextInQueue([open, { tickets: [], isWhole: false }]), undefined);
    const later = { ...ticket("later", "low"), assignee_id: "somebody" };
    assert.equal(nextInQueue([open, { tickets: [taken, later], isWhole: false }]), "open");
  });
});
