import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { compareTexts } from "./diff.ts";
import { mergeText } from "./merge.ts";

const word = fc.constantFrom("reader", "stops", "after", "sleep", "two", "minutes", "Ünï", "[x]");
const line = fc.array(word, { maxLength: 6 }).map((words) => words.join(" "));
const text = fc
  .tuple(fc.array(line, { maxLength: 8 }), fc.boolean())
  .map(([lines, hasEnd]) => lines.join("\n") + (hasEnd ? "\n" : ""));

describe("merging two changes of a text", () => {
  it("takes a side as it is if the other side changed nothing", () => {
    fc.assert(
      fc.property(text, text, (base, side) => {
        assert.deepEqual(mergeText(base, side, base), { text: side, clashes: 0 });
        assert.deepEqual(mergeText(base, base, side), { text: side, clashes: 0 });
      }),
      { numRuns: 500 },
    );
  });

  it("takes two equal sides once", () => {
    fc.assert(
      fc.property(text, text, (base, side) => {
        assert.deepEqual(mergeText(base, side, side), { text: side, clashes: 0 });
      }),
      { numRuns: 500 },
    );
  });

  it("gives the same text from either side if nothing clashes", () => {
    fc.assert(
      fc.property(text, text, text, (base, mine, theirs) => {
        const merged = mergeText(base, mine, theirs);
        assert.equal(mergeText(base, theirs, mine).clashes, merged.clashes);
        if (merged.clashes === 0) assert.equal(mergeText(base, theirs, mine).text, merged.text);
      }),
      { numRuns: 500 },
    );
  });

  it("loses no word that either side added, whatever the sides changed", () => {
    const change = fc.record({
      at: fc.nat(20),
      removes: fc.nat(3),
      adds: fc.nat({ max: 3 }),
    });
    fc.assert(
      fc.property(text, fc.array(change), fc.array(change), (base, ours, others) => {
        const mine = withNewLines(base, ours, "m");
        const theirs = withNewLines(base, others, "t");
        const merged = mergeText(base, mine.text, theirs.text).text.match(/\b[mt]\d+\b/g) ?? [];
        assert.deepEqual(merged.toSorted(), [...mine.added, ...theirs.added].toSorted());
      }),
      { numRuns: 500 },
    );
  });

  it("keeps every line that neither side touched", () => {
    fc.assert(
      fc.property(fc.nat(9), fc.nat(9), (changedByMe, changedByThem) => {
        const base = Array.from({ length: 10 }, (_, at) => `line ${at}`);
        const mine = base.with(changedByMe, "mine");
        const theirs = base.with(changedByThem, "theirs");
        const [text, ...sides] = [base, mine, theirs].map((lines) => lines.join("\n"));
        const merged = mergeText(text as string, sides[0] as string, sides[1] as string);
        for (const [at, line] of base.entries())
          if (at !== changedByMe && at !== changedByThem)
            assert.ok(merged.text.split("\n").includes(line), `"${line}" in ${merged.text}`);
        assert.equal(merged.clashes, changedByMe === changedByThem ? 1 : 0);
      }),
    );
  });

  it("merges two changes of one line word by word", () => {
    const base = "A reader that was asleep for a minute never returns.";
    const mine = "A reader that was asleep for a minute never returns, and nothing says so.";
    const theirs = "A client that was asleep for a minute never returns.";
    assert.deepEqual(mergeText(base, mine, theirs), {
      text: "A client that was asleep for a minute never returns, and nothing says so.",
      clashes: 0,
    });
  });

  it("keeps both, theirs first, where both changed the same word", () => {
    assert.deepEqual(mergeText("for two minutes", "for ten minutes", "for five minutes"), {
      text: "for five ten minutes",
      clashes: 1,
    });
  });

  it("keeps two lines that were added at one place apart", () => {
    assert.deepEqual(mergeText("a", "a\nmine", "a\ntheirs"), {
      text: "a\ntheirs\nmine",
      clashes: 1,
    });
  });

  it("sees no change in line ends, which a text area replaces", () => {
    assert.deepEqual(mergeText("a\r\nb\r\n", "a\nmine\n", "theirs\r\nb\r\n"), {
      text: "theirs\nmine\n",
      clashes: 0,
    });
  });

  it("keeps both texts whole if they differ too much to be compared", () => {
    const base = Array.from({ length: 10_000 }, (_, at) => `line ${at}`).join("\n");
    const mine = `mine\n${base.replaceAll("line", "row")}`;
    const theirs = base.replace("line 9999", "theirs");
    const merged = mergeText(base, mine, theirs);
    assert.equal(merged.clashes, 1);
    assert.ok(merged.text.startsWith(theirs) && merged.text.endsWith(mine));
  });
});

describe("comparing two texts", () => {
  it("contains the base without what was added, and the text without what was removed", () => {
    fc.assert(
      fc.property(text, text, (base, other) => {
        const parts = compareTexts(base, other);
        const without = (kind: string) =>
          parts.map((part) => (part.kind === kind ? "" : part.text)).join("");
        assert.equal(without("added"), base);
        assert.equal(without("removed"), other);
      }),
      { numRuns: 500 },
    );
  });

  it("marks two words next to each other that were replaced as one change", () => {
    assert.deepEqual(compareTexts("longer than a minute.", "longer than 40 seconds."), [
      { kind: "same", text: "longer than " },
      { kind: "removed", text: "a minute" },
      { kind: "added", text: "40 seconds" },
      { kind: "same", text: "." },
    ]);
  });
});

/** The base with lines of words that exist nowhere else. */
function withNewLines(
  base: string,
  changes: readonly { at: number; removes: number; adds: number }[],
  prefix: string,
): { text: string; added: string[] } {
  const lines = base.split("\n");
  let count = 0;
  for (const { at, removes, adds } of changes) {
    const added = Array.from({ length: adds }, () => `${prefix}${count++}`);
    lines.splice(at % (lines.length + 1), removes, ...added);
  }
  const text = lines.join("\n");
  return { text, added: text.match(new RegExp(`\\b${prefix}\\d+\\b`, "g")) ?? [] };
}
