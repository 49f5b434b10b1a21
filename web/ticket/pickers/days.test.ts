import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { daysAfter, dayText } from "./days.ts";

describe("days of the calendar", () => {
  const zone = process.env.TZ;
  before(() => {
    process.env.TZ = "Europe/Berlin";
  });
  after(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  it("follow each other over the ends of months and years, and over a change of the clock", () => {
    assert.equal(daysAfter("2026-12-31", 1), "2027-01-01");
    assert.equal(daysAfter("2028-02-28", 1), "2028-02-29");
    assert.equal(daysAfter("2026-03-28", 2), "2026-03-30");
    assert.equal(daysAfter("2026-10-24", 7), "2026-10-31");
    assert.equal(daysAfter("2026-12-01", 0), "2026-12-01");
  });

  it("have the same name in every time zone", () => {
    for (const zone of ["Pacific/Kiritimati", "Pacific/Pago_Pago"]) {
      process.env.TZ = zone;
      assert.equal(dayText("2026-12-01"), "Dec 1, 2026");
    }
  });
});
