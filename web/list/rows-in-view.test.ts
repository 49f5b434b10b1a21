import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { density } from "../store/density.ts";
import { rowHeight } from "./row-height.ts";
import { rowsInView, scrollCorrection, scrollToRow } from "./rows-in-view.ts";

const ROW_HEIGHT = 38;
const view = { scrollTop: 0, height: 380, above: 32 };

describe("rows in view", () => {
  it("of ten thousand rows some dozens are drawn, wherever the list is scrolled to", () => {
    for (const scrollTop of [0, 999, 190_000, 379_000]) {
      const { first, end } = rowsInView({ ...view, scrollTop, count: 10_000 });
      assert.ok(end - first <= 45, `${end - first} rows at ${scrollTop}`);
      const top = Math.max(0, scrollTop - view.above) / ROW_HEIGHT;
      assert.ok(first <= top && end >= Math.min(10_000, top + 10), `${first} to ${end}`);
    }
  });

  it("compact rows are lower, and more of them are drawn", () => {
    density.value = "compact";
    try {
      assert.equal(rowHeight.value, 32);
      assert.equal(scrollToRow(20, view), 32 + 21 * 32 - 380);
      const compact = rowsInView({ ...view, scrollTop: 190_000, count: 10_000 });
      assert.ok(compact.first * 32 <= 190_000 && compact.end * 32 >= 190_380);
    } finally {
      density.value = "comfortable";
    }
  });

  it("scrolling by one row usually draws nothing anew", () => {
    const ranges = [2000, 2038, 2076].map((scrollTop) =>
      rowsInView({ ...view, scrollTop, count: 10_000 }),
    );
    assert.equal(new Set(ranges.map((range) => JSON.stringify(range))).size, 1);
  });

  it("a row that is in view does not scroll, others scroll as little as possible", () => {
    assert.equal(scrollToRow(3, view), 0);
    assert.equal(scrollToRow(20, view), 32 + 21 * ROW_HEIGHT - 380);
    assert.equal(scrollToRow(2, { ...view, scrollTop: 500 }), 2 * ROW_HEIGHT);
    assert.equal(scrollToRow(0, { ...view, scrollTop: 500 }), 0);
  });

  it("rows that come or go above the view leave what is in view where it is", () => {
    const before = [..."abcdefghij"];
    const scrolled = { scrollTop: 32 + 4 * ROW_HEIGHT, above: 32 };
    assert.equal(scrollCorrection(before, ["x", ...before], scrolled), ROW_HEIGHT);
    assert.equal(scrollCorrection(before, [..."acdefghij"], scrolled), -ROW_HEIGHT);
    assert.equal(scrollCorrection(before, [...before, "k"], scrolled), 0);
  });

  it("the row at the upper edge may go itself: the next one that stays counts", () => {
    const before = [..."abcdefghij"];
    const scrolled = { scrollTop: 32 + 4 * ROW_HEIGHT, above: 32 };
    assert.equal(scrollCorrection(before, [..."abcdfghij"], scrolled), -ROW_HEIGHT);
  });

  it("at the very top nothing is corrected, so that what is new is seen", () => {
    assert.equal(scrollCorrection(["a"], ["x", "a"], { scrollTop: 0, above: 32 }), 0);
  });
});
