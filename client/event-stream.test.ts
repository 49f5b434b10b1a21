import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createEventStreamParser } from "./event-stream.ts";

const messagesIn = (...parts: string[]) => {
  const parser = createEventStreamParser();
  return parts.flatMap((part) => parser.push(part));
};

describe("an event stream", () => {
  it("has a message at each blank line, with its id, its type and its data", () => {
    assert.deepEqual(messagesIn("id: 7\nevent: ticket.created\ndata: {}\n\ndata:two\n\n"), [
      { id: "7", event: "ticket.created", data: "{}" },
      { id: "7", event: "message", data: "two" },
    ]);
  });

  it("joins lines of data, and takes one blank behind the colon for no part of it", () => {
    assert.deepEqual(messagesIn("data:  a\ndata\ndata: b\n\n"), [
      { id: "", event: "message", data: " a\n\nb" },
    ]);
  });

  it("passes over comments, unknown fields, and messages without data", () => {
    assert.deepEqual(
      messagesIn(":\n\n: still there\n\nevent: none\n\nid: 3\n\ncolour: red\n\n"),
      [],
    );
  });

  it("takes an id for the last one though its message had no data, but none with a NUL", () => {
    const [message] = messagesIn("id: 3\n\nid: 4\0\ndata: x\n\n");
    assert.equal(message?.id, "3");
  });

  it("gives no message that is cut off", () => {
    assert.deepEqual(messagesIn('id: 8\ndata: {"sequence":8}\n'), []);
  });

  it("says how long to wait before coming back, when that is a number", () => {
    const parser = createEventStreamParser();
    assert.equal(parser.retry, undefined);
    parser.push("retry: 1234\n\n");
    parser.push("retry: soon\n\n");
    assert.equal(parser.retry, 1234);
  });

  it("is the same wherever it is cut, with any ends of lines, in the middle of a character too", () => {
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

  it("is given up when a message does not end", () => {
    const parser = createEventStreamParser();
    const much = "x".repeat(9 * 1024 * 1024);
    parser.push(`data: ${much}\n`);
    assert.throws(() => parser.push(`data: ${much}\n`), RangeError);
  });
});
