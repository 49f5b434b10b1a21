import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { comparesBy, sortFromQuery, type TicketSort } from "./ticket-order.ts";

const tickets = [
  { id: "a", created_at: "2026-12-01T09:00:00.000001Z", priority: "low", due_on: null },
  { id: "b", created_at: "2026-12-01T09:00:00.000002Z", priority: "urgent", due_on: "2026-12-24" },
  { id: "c", created_at: "2026-12-01T09:00:00.000002Z", priority: "none", due_on: "2026-12-03" },
  { id: "d", created_at: "2026-12-01T09:00:00.000003Z", priority: "urgent", due_on: null },
];
const sorted = (sort: TicketSort) =>
  tickets
    .toSorted(comparesBy(sort))
    .map(({ id }) => id)
    .join("");

describe("order of tickets", () => {
  it("the newest or oldest are first, and equal moments go by ID", () => {
    assert.equal(sorted("-created_at"), "dcba");
    assert.equal(sorted("created_at"), "abcd");
  });

  it("priorities go by rank and not by name, then by age", () => {
    assert.equal(sorted("-priority"), "dbac");
    assert.equal(sorted("priority"), "cabd");
  });

  it("tickets without a due date are last in both directions", () => {
    assert.equal(sorted("due_on"), "cbad");
    assert.equal(sorted("-due_on"), "bcda");
  });

  it("an address with an unknown sort has the usual one", () => {
    assert.equal(sortFromQuery(new URLSearchParams("sort=title"), "-created_at"), "-created_at");
    assert.equal(sortFromQuery(new URLSearchParams("sort=due_on"), "-created_at"), "due_on");
  });
});
