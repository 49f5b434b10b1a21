import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Comment, FeedEvent } from "../../../client/index.ts";
import { type Activity, type Entry, hasOlder, notOlder, timelineOf, withRows } from "./entries.ts";

describe("the timeline of a ticket", () => {
  it("has changes and comments in the order in which they happened", () => {
    const entries = timelineOf(
      activity({
        events: [
          moved(3, "10:03", { from: "open", to: "done" }),
          event(1, "10:00", "ticket.created"),
          event(2, "10:01", "comment.created"),
        ],
        comments: [comment("c2", "10:03"), comment("c1", "10:01")],
      }),
    );
    assert.deepEqual(entries.map(briefly), ["created", "comment c1", "moved", "comment c2"]);
  });

  it("leaves out the part that only one of the two lists has reached", () => {
    const part = activity({
      events: [event(7, "10:07", "ticket.restored"), event(5, "10:05", "ticket.deleted")],
      comments: [comment("c8", "10:08"), comment("c1", "10:01")],
      hasOlderEvents: true,
      hasOlderComments: true,
    });
    assert.deepEqual(timelineOf(part).map(briefly), ["deleted", "restored", "comment c8"]);
    assert.equal(hasOlder(part), true);

    const complete = { ...part, hasOlderEvents: false };
    assert.deepEqual(timelineOf(complete).map(briefly).at(0), "comment c1");
    assert.equal(hasOlder({ ...complete, hasOlderComments: false }), false);
  });

  it("shows a deleted comment by what its deletion recorded", () => {
    const deleted = event(4, "10:04", "comment.deleted", { author_id: "ada" });
    const entries = timelineOf(
      activity({ events: [event(3, "10:03", "comment.created"), deleted] }),
    );
    assert.deepEqual(entries.map(briefly), ["comment_deleted"]);
  });

  it("shows labels that one person changed in a row as one change", () => {
    const events = [
      labels(1, "10:00", [], ["bug"]),
      labels(2, "10:01", ["bug"], ["bug", "docs"]),
      labels(3, "10:02", ["bug", "docs"], ["docs"]),
    ];
    const [entry, ...rest] = timelineOf(activity({ events }));
    assert.equal(rest.length, 0);
    assert.deepEqual(entry?.kind === "changes" && entry.changes, [
      { what: "labels", added: ["docs"], removed: [] },
    ]);
  });

  it("shows nothing of a label that was added and removed again", () => {
    const events = [labels(1, "10:00", [], ["bug"]), labels(2, "10:01", ["bug"], [])];
    assert.deepEqual(timelineOf(activity({ events })), []);
  });

  it("does not join changes of two people, or with a comment between them", () => {
    const edit = (sequence: number, at: string, actor_id: string) => ({
      ...event(sequence, at, "ticket.updated", { changes: { description: { changed: true } } }),
      actor_id,
    });
    const events = [edit(1, "10:00", "ada"), edit(2, "10:01", "grace"), edit(3, "10:03", "grace")];
    const entries = timelineOf(activity({ events, comments: [comment("c1", "10:02")] }));
    assert.deepEqual(entries.map(briefly), [
      "description",
      "description",
      "comment c1",
      "description",
    ]);
  });

  it("takes transitions from the history where the events were pruned", () => {
    const history = [
      { ...row, sequence: 1, from_status: null, to_status: "open", changed_at: time("09:00") },
      {
        ...row,
        sequence: 2,
        from_status: "open",
        to_status: "done",
        changed_at: "2026-12-01T09:59:59.9Z",
      },
    ];
    const events = [moved(9, "10:00", { from: "open", to: "done" })];
    const entries = timelineOf(activity({ history, events }));
    assert.deepEqual(entries.map(briefly), ["created", "moved"]);
  });

  it("says in one entry what one command changed", () => {
    const changes = {
      status: { from: "open", to: "done" },
      resolution: { from: null, to: "wont_do" },
      assignee_id: { from: null, to: "ada" },
      priority: { from: "none", to: "high" },
    };
    const [entry] = timelineOf(
      activity({ events: [event(1, "10:00", "ticket.transitioned", { reason: "Why", changes })] }),
    );
    assert.deepEqual(entry?.kind === "changes" && entry.changes, [
      { what: "moved", from: "open", to: "done", reason: "Why" },
      { what: "resolution", to: "wont_do" },
      { what: "priority", from: "none", to: "high" },
      { what: "assignee", from: null, to: "ada", hasLeft: false },
    ]);
  });

  it("ignores an event of a type that it does not know", () => {
    const unknown = { ...event(1, "10:00", "ticket.created"), type: "ticket.teleported" };
    assert.deepEqual(timelineOf(activity({ events: [unknown as unknown as FeedEvent] })), []);
  });

  it("keeps a comment that is newer than an answer that came late", () => {
    const known = [
      { id: "a", version: 3 },
      { id: "b", version: 1 },
    ];
    const rows = [
      { id: "a", version: 2 },
      { id: "b", version: 1 },
      { id: "c", version: 1 },
    ];
    assert.deepEqual(notOlder(rows, known), rows.slice(1));
  });

  it("has a row that came twice once, as it came last", () => {
    const rows = withRows(
      [
        { id: 1, text: "a" },
        { id: 2, text: "b" },
      ],
      [{ id: 1, text: "c" }],
      ({ id }) => id,
    );
    assert.deepEqual(rows, [
      { id: 1, text: "c" },
      { id: 2, text: "b" },
    ]);
  });
});

const time = (clock: string) => `2026-12-01T${clock}:00.000000Z`;
const row = { ticket_id: "t", actor_id: "ada", reason: null };

function activity(parts: Partial<Activity>): Activity {
  return {
    events: [],
    comments: [],
    history: [],
    hasOlderEvents: false,
    hasOlderComments: false,
    ...parts,
  };
}

function event(
  sequence: number,
  at: string,
  type: FeedEvent["type"],
  data: object = {},
): FeedEvent {
  const common = { id: `e${sequence}`, subject_type: "ticket", subject_id: "t", ticket_id: "t" };
  return {
    ...common,
    sequence,
    type,
    actor_id: "ada",
    occurred_at: time(at),
    data: { changes: {}, ...data },
  } as unknown as FeedEvent;
}

const moved = (sequence: number, at: string, status: { from: string; to: string }) =>
  event(sequence, at, "ticket.transitioned", {
    reason: null,
    status: status.to,
    changes: { status },
  });

const labels = (sequence: number, at: string, from: string[], to: string[]) =>
  event(sequence, at, "ticket.labeled", { label: "x", changes: { labels: { from, to } } });

function comment(id: string, at: string): Comment {
  return { id, author_id: "ada", body: "", created_at: time(at) } as unknown as Comment;
}

function briefly(entry: Entry): string {
  return entry.kind === "comment" ? `comment ${entry.comment.id}` : (entry.changes[0]?.what ?? "");
}
