import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createEventStreamParser } from "./event-stream.ts";

const messagesIn = (...parts: string[]) => {
  const parser = createEventStreamParser();
  return parts.flatMap((part) => parser.push(part));
};

describe("an event stream", () => {
  it("yields a message at each blank line, with its ID, its type and its data", () => {
    assert.deepEqual(messagesIn("id: 7\nevent: ticket.created\ndata: {}\n\ndata:two\n\n"), [
      { id: "7", event: "ticket.created", data: "{}" },
      { id: "7", event: "message", data: "two" },
    ]);
  });

  it("joins several lines of data, and ignores one space after the colon", () => {
    assert.deepEqual(messagesIn("data:  a\ndata\ndata: b\n\n"), [
      { id: "", event: "message", data: " a\n\nb" },
    ]);
  });

  it("ignores comments, unknown fields, and messages without data", () => {
    assert.deepEqual(
      messagesIn(":\n\n: still there\n\nevent: none\n\nid: 3\n\ncolour: red\n\n"),
      [],
    );
  });

  it("keeps the ID of a message without data as the last one, but ignores an ID with a NUL", () => {
    const [message] = messagesIn("id: 3\n\nid: 4\0\ndata: x\n\n");
    assert.equal(message?.id, "3");
  });

  it("yields no message that is cut off", () => {
    assert.deepEqual(messagesIn('id: 8\ndata: {"sequence":8}\n'), []);
  });

  it("returns the time to wait before reconnecting, if it is a number", () => {
    const parser = createEventStreamParser();
    assert.equal(parser.retry, undefined);
    parser.push("retry: 1234\n\n");
    parser.push("retry: soon\n\n");
    assert.equal(parser.retry, 1234);
  });

  it("yields the same messages wherever it is split, even within a character, and with any line endings", () => {
    const lines = [
      "id: 1",
      "data: Grüße 🎈",
      ": beat",
      "",
      "id: 2",
      "event: x",
      "data: {}",
      "",
      "",
    ];
    const expected = messagesIn(lines.join("\n"));
    assert.equal(expected.length, 2);
    fc.assert(
      fc.property(
        fc.constantFrom("\n", "\r\n", "\r"),
        fc.array(fc.nat(120), { maxLength: 12 }),
        (end, cuts) => {
          const bytes = new TextEncoder().encode(lines.join(end));
          const places = [0, ...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b)];
          const decoder = new TextDecoder();
          const parts = places.map((from, n) =>
            decoder.decode(bytes.subarray(from, places[n + 1]), { stream: true }),
          );
          assert.deepEqual(messagesIn(...parts), expected);
        },
      ),
    );
  });

  it("fails when a message exceeds the size limit", () => {
    const parser = createEventStreamParser();
    const much = "x".repeat(9 * 1024 * 1024);
    parser.push(`data: ${much}\n`);
    assert.throws(() => parser.push(`data: ${much}\n`), RangeError);
  });
});
