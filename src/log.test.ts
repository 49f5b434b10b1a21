import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readableLine, serializeError, withoutSecrets } from "./log.ts";

const time = new Date(2026, 0, 2, 3, 4, 5).getTime();

describe("a readable log line", () => {
  it("contains the time, the level, the message and the other fields", () => {
    const line = readableLine(JSON.stringify({ level: 40, time, msg: "Lost.", code: "57P01" }));

    assert.equal(line, '03:04:05 WARN  Lost. {"code":"57P01"}\n');
  });

  it("contains only the operation, the status and the duration of a request", () => {
    const request = { method: "GET", path: "/v1/me", status: 200, ms: 3.2, user_id: "1" };

    const line = readableLine(JSON.stringify({ level: 30, time, msg: "request", ...request }));

    assert.equal(line, '03:04:05 INFO  GET /v1/me 200 3.2 ms {"user_id":"1"}\n');
  });

  it("cannot be forged by a line break or an escape sequence in a message", () => {
    const msg = "a\r\n03:04:05 INFO  b\u2028c\u001b[2J";

    const line = readableLine(JSON.stringify({ level: 30, time, msg }));

    assert.equal(line, "03:04:05 INFO  a  03:04:05 INFO  b c [2J\n");
  });

  it("contains the stack of an error, indented below its first line", () => {
    const err = { stack: "Error: a\n03:04:05 INFO  b\n    at c" };

    const line = readableLine(JSON.stringify({ level: 50, time, msg: "Failed.", err }));

    assert.deepEqual(line.split("\n"), [
      "03:04:05 ERROR Failed.",
      "    Error: a",
      "    03:04:05 INFO  b",
      "        at c",
      "",
    ]);
  });
});

describe("an error in the log", () => {
  it("has its code and its causes, and no other properties that a driver added", () => {
    const cause = new Error("no such host");
    const error = Object.assign(new Error("away", { cause }), {
      code: "57P01",
      client: {},
      detail: "x",
    });

    const { stack, ...rest } = serializeError(error);

    assert.deepEqual(rest, {
      type: "Error",
      message: "away: no such host",
      code: "57P01",
      constraint: undefined,
    });
    assert.match(String(stack), /caused by: Error: no such host/);
  });
});

describe("withoutSecrets", () => {
  it("removes credentials at every depth, and keeps the other fields", () => {
    const logged = {
      user_id: "1",
      Authorization: "Bearer x",
      body: { password: "x", name: "Ada" },
      list: [{ token: "x", at: new Date(0) }],
    };

    assert.deepEqual(withoutSecrets(logged), {
      user_id: "1",
      body: { name: "Ada" },
      list: [{ at: new Date(0) }],
    });
  });

  it("removes values that are nested too deeply", () => {
    const deep = { a: { b: { c: { d: { e: { token: "x" } } } } } };

    assert.deepEqual(withoutSecrets(deep), { a: { b: { c: { d: { e: "…" } } } } });
  });
});
