import assert from "node:assert/strict";
import { it } from "node:test";
import { isOneLine } from "./one-line.ts";

it("isOneLine: line separators of every kind are refused", () => {
  for (const separator of "\n\v\f\r\u001c\u001d\u001e\u0085\u2028\u2029") {
    assert.equal(isOneLine(`a${separator}b`), false, escape(separator));
  }
});

it("isOneLine: control characters are refused", () => {
  for (const control of "\0\t\b\u001b\u007f\u0080\u009f") {
    assert.equal(isOneLine(`a${control}b`), false, escape(control));
  }
});

it("isOneLine: blanks, joiners and every script are allowed", () => {
  assert.equal(isOneLine("a b\u00a0c\u3000d 한국어 हिन्दी עִבְרִית می‌خواهم 👩‍👩‍👧"), true);
});
