import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FeedEvent } from "../../../client/index.ts";
import { authorOf } from "./author-of.ts";

const event = (sequence: number, actor_id: string, changes: object): FeedEvent =>
  ({
    sequence,
    actor_id,
    type: "ticket.updated",
    data: { version: sequence, changes },
  }) as unknown as FeedEvent;

describe("the author of a conflict", () => {
  const title = { title: { from: "a", to: "b" } };
  const events = [
    event(4, "grace", title),
    event(3, "edsger", { priority: { from: "low", to: "high" } }),
    event(2, "ada", title),
  ];

  it("is who changed the field last since the edit began", () => {
    assert.equal(authorOf(events, { field: "title", sinceVersion: 2 }), "grace");
    assert.equal(authorOf(events.toReversed(), { field: "title", sinceVersion: 1 }), "grace");
    assert.equal(authorOf(events, { field: "priority", sinceVersion: 2 }), "edsger");
  });

  it("is not known before the event of the change has arrived", () => {
    assert.equal(authorOf(events.slice(1), { field: "title", sinceVersion: 2 }), undefined);
  });
});
