import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FeedEvent } from "../../../client/index.ts";
import { createdCard, ticketNews } from "./events.ts";

function event(type: string, data: object): FeedEvent {
  return {
    sequence: 7,
    id: "e",
    actor_id: "grace",
    subject_type: "ticket",
    subject_id: "t",
    ticket_id: "t",
    occurred_at: "2026-12-01T08:00:00.000000Z",
    type,
    data: { key: "ENG-1", project_id: "p", version: 2, status: "open", changes: {}, ...data },
  } as FeedEvent;
}

const sides = (type: string, data: object = {}) => {
  const news = ticketNews(event(type, data));
  return [news?.from, news?.to];
};

describe("an event of a ticket", () => {
  it("says under which status the ticket counted before and counts now", () => {
    const moved = { status: "closed", changes: { status: { from: "open", to: "closed" } } };

    assert.deepEqual(sides("ticket.created", { changes: { status: { from: null, to: "open" } } }), [
      undefined,
      "open",
    ]);
    assert.deepEqual(sides("ticket.transitioned", moved), ["open", "closed"]);
    assert.deepEqual(sides("ticket.claimed", moved), ["open", "closed"]);
    assert.deepEqual(sides("ticket.updated"), ["open", "open"]);
    assert.deepEqual(sides("ticket.deleted"), ["open", undefined]);
    assert.deepEqual(sides("ticket.restored"), [undefined, "open"]);
  });

  it("has the new values, and says of a text only that it changed", () => {
    const changes = {
      title: { from: "Old", to: "New" },
      assignee_id: { from: "ada", to: null },
      description: { changed: true },
    };

    const news = ticketNews(event("ticket.updated", { changes }));

    assert.equal(news?.isTextChanged, true);
    const { updated_at, ...values } = news?.values ?? {};
    assert.deepEqual(values, { title: "New", assignee_id: null });
  });

  it("that only reminds of a date changes nothing", () => {
    assert.equal(ticketNews(event("ticket.due", {}))?.isChange, false);
    assert.equal(ticketNews(event("comment.created", {})), undefined);
  });

  it("has all that a card shows of a ticket that was just created", () => {
    const changes = {
      title: { from: null, to: "Title" },
      priority: { from: null, to: "high" },
      labels: { from: null, to: ["bug"] },
    };
    const created = event("ticket.created", { version: 1, changes });
    const news = ticketNews(created);
    assert.ok(news);

    const card = createdCard(created, news);

    assert.deepEqual(card, {
      id: "t",
      project_id: "p",
      key: "ENG-1",
      title: "Title",
      status: "open",
      priority: "high",
      assignee_id: null,
      due_on: null,
      labels: ["bug"],
      resolution: null,
      returned_at: null,
      deleted_at: null,
      deleted_by: null,
      version: 1,
      created_at: "2026-12-01T08:00:00.000000Z",
      updated_at: "2026-12-01T08:00:00.000000Z",
    });
    assert.equal(createdCard(event("ticket.updated", { changes }), news), undefined);
  });
});
