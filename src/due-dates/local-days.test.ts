import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { localDaysAt } from "./local-days.ts";

const dayIn = (zone: string, at: string) => localDaysAt(new Date(at), [zone]).byZone[zone];

describe("the day in a time zone", () => {
  it("begins up to 14 hours before that of UTC, and up to 12 hours after it", () => {
    assert.equal(dayIn("Pacific/Kiritimati", "2030-05-10T09:59:59Z"), "2030-05-10");
    assert.equal(dayIn("Pacific/Kiritimati", "2030-05-10T10:00:00Z"), "2030-05-11");
    assert.equal(dayIn("Etc/GMT+12", "2030-05-10T11:59:59Z"), "2030-05-09");
    assert.equal(dayIn("Etc/GMT+12", "2030-05-10T12:00:00Z"), "2030-05-10");
    assert.equal(dayIn("Asia/Kathmandu", "2030-05-10T18:15:00Z"), "2030-05-11");
    assert.equal(dayIn("Asia/Kathmandu", "2030-05-10T18:14:59Z"), "2030-05-10");
  });

  it("begins an hour earlier or later after the clocks were changed", () => {
    assert.equal(dayIn("Europe/Berlin", "2026-03-28T22:59:59Z"), "2026-03-28");
    assert.equal(dayIn("Europe/Berlin", "2026-03-28T23:00:00Z"), "2026-03-29");
    assert.equal(dayIn("Europe/Berlin", "2026-03-29T21:59:59Z"), "2026-03-29");
    assert.equal(dayIn("Europe/Berlin", "2026-03-29T22:00:00Z"), "2026-03-30");
    assert.equal(dayIn("Europe/Berlin", "2026-10-24T22:00:00Z"), "2026-10-25");
    assert.equal(dayIn("Europe/Berlin", "2026-10-25T22:59:59Z"), "2026-10-25");
    assert.equal(dayIn("Europe/Berlin", "2026-10-25T23:00:00Z"), "2026-10-26");
  });

  it("begins at one o'clock where the clocks are put forward at midnight", () => {
    assert.equal(dayIn("America/Santiago", "2026-09-06T03:59:59Z"), "2026-09-05");
    assert.equal(dayIn("America/Santiago", "2026-09-06T04:00:00Z"), "2026-09-06");
  });

  it("is that of UTC in a zone that Node.js does not know", () => {
    const days = localDaysAt(new Date("2030-05-10T11:00:00Z"), ["Mars/Olympus", "Etc/GMT+12"]);
    assert.deepEqual(days, {
      utc: "2030-05-10",
      byZone: { "Etc/GMT+12": "2030-05-09" },
      first: "2030-05-09",
      last: "2030-05-10",
    });
  });
});
