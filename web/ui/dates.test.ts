import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dateOf, dueView, relativeTime } from "./dates.ts";

const noon = new Date(2026, 11, 1, 12);

describe("dueView", () => {
  it("names the days around today and warns of them", () => {
    assert.deepEqual(dueView("2026-12-01", false, noon), { text: "Today", tone: "soon" });
    assert.deepEqual(dueView("2026-12-02", false, noon), { text: "Tomorrow", tone: "soon" });
    assert.deepEqual(dueView("2026-11-30", false, noon), { text: "Yesterday", tone: "late" });
    assert.deepEqual(dueView("2026-12-04", false, noon), { text: "Dec 4", tone: "none" });
  });

  it("names the year of another year", () => {
    assert.equal(dueView("2027-01-16", false, noon).text, "Jan 16, 2027");
  });

  it("warns of nothing that is done", () => {
    assert.equal(dueView("2026-01-01", true, noon).tone, "none");
  });

  it("compares calendar days, also a minute before midnight", () => {
    const late = new Date(2026, 11, 1, 23, 59);
    assert.equal(dueView("2026-12-01", false, late).text, "Today");
    assert.equal(dateOf(late), "2026-12-01");
  });
});

describe("relativeTime", () => {
  it("uses the largest unit that fits", () => {
    const now = Date.parse("2026-12-01T12:00:00Z");
    assert.equal(relativeTime("2026-12-01T11:59:40Z", now), "just now");
    assert.equal(relativeTime("2026-12-01T11:44:00Z", now), "16m ago");
    assert.equal(relativeTime("2026-11-30T11:00:00Z", now), "yesterday");
    assert.equal(relativeTime("2026-11-28T12:00:00Z", now), "3d ago");
    assert.equal(relativeTime("2026-11-23T12:00:00Z", now), "1w ago");
  });

  it("counts calendar days: yesterday is the day before today, however late it was", () => {
    const morning = new Date(2026, 11, 1, 9).getTime();
    const at = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString();
    assert.equal(relativeTime(at(30, 8), morning), "yesterday");
    assert.equal(relativeTime(at(29, 22), morning), "2d ago");
    assert.equal(relativeTime(at(29, 1), morning), "2d ago");
    assert.equal(relativeTime(new Date(2026, 11, 2, 23).toISOString(), morning), "tomorrow");
  });
});
