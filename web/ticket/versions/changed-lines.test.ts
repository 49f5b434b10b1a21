import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compareTexts } from "../../store/diff.ts";
import { changedLines } from "./changed-lines.ts";

const shown = (base: string, text: string) =>
  changedLines(compareTexts(base, text)).map((line) =>
    line === undefined ? "…" : line.parts.map(({ kind, text }) => marks[kind](text)).join(""),
  );
const marks = {
  same: (text: string) => text,
  removed: (text: string) => `[-${text}-]`,
  added: (text: string) => `{+${text}+}`,
};

describe("the changed lines of a text", () => {
  it("have one line around them, and the rest is left out", () => {
    assert.deepEqual(shown("a\nb\nc two d\ne\nf\ng", "a\nb\nc ten d\ne\nf\ng"), [
      "…",
      "b",
      "c [-two-]{+ten+} d",
      "e",
      "…",
    ]);
  });

  it("show a line that was added between two others", () => {
    assert.deepEqual(shown("a\nb\n", "a\nnew\nb\n"), ["a", "{+new+}", "b"]);
  });

  it("are one placeholder if nothing changed", () => {
    assert.deepEqual(shown("a\nb", "a\nb"), ["…"]);
  });

  it("show a text that begins or ends to exist", () => {
    assert.deepEqual(shown("", "a\nb"), ["{+a+}", "{+b+}"]);
    assert.deepEqual(shown("a", ""), ["[-a-]"]);
  });
});
