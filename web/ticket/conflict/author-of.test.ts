import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FeedEvent } from "../../../client/index.ts";
import { authorOf } from "./author-of.ts";

const event = (
  sequence: number,
  actor_id: string,
  changes: object,
  about: object = { type: "ticket.updated" },
): FeedEvent =>
  ({ sequence, actor_id, ...about, data: { version: sequence, changes } }) as unknown as FeedEvent;

describe("the author of a conflict", () => {
  const ofTicket = { commentId: undefined };
  const title = { title: { from: "a", to: "b" } };
  const events = [
    event(4, "grace", title),
    event(3, "edsger", { priority: { from: "low", to: "high" } }),
    event(2, "ada", title),
  ];

  it("is who changed the field last since the edit began", () => {
    assert.equal(authorOf(events, { ...ofTicket, field: "title", sinceVersion: 2 }), "grace");
    assert.equal(
      authorOf(events.toReversed(), { ...ofTicket, field: "title", sinceVersion: 1 }),
      "grace",
    );
    assert.equal(authorOf(events, { ...ofTicket, field: "priority", sinceVersion: 2 }), "edsger");
  });

  it("is not known before the event of the change has arrived", () => {
    assert.equal(
      authorOf(events.slice(1), { ...ofTicket, field: "title", sinceVersion: 2 }),
      undefined,
    );
  });

  it("is who changed this comment, not another one or the ticket", () => {
    const body = { body: { changed: true } };
    const edits = ["one", "other"].map((subject_id, index) =>
      event(index + 2, subject_id, body, { type: "comment.edited", subject_id }),
    );
    const asked = { field: "body", sinceVersion: 1 } as const;
    assert.equal(authorOf([...events, ...edits], { ...asked, commentId: "one" }), "one");
    assert.equal(authorOf([...events, ...edits], { ...asked, commentId: "third" }), undefined);
  });
});
