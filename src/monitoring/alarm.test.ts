import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createAlarm } from "./alarm.ts";

const HOUR_MS = 3_600_000;

describe("an alarm", () => {
  it("rings once above its limit, and ends below half of it, however the value changes in between", () => {
    const alarm = createAlarm(100);
    const signals = [99, 100, 101, 102, 99, 101, 51, 101, 50, 49, 101].map((value) =>
      alarm(value, 0),
    );
    assert.deepEqual(
      signals.map((ring) => ring ?? "-").join(" "),
      "- - rings - - - - - ends - rings",
    );
  });

  it("rings again every hour while the value stays above its limit", () => {
    const alarm = createAlarm(100);
    const signals = [0, 1, HOUR_MS - 1, HOUR_MS, HOUR_MS + 1, 2 * HOUR_MS].map((now) =>
      alarm(101, now),
    );
    assert.deepEqual(signals.map((ring) => ring ?? "-").join(" "), "rings - - rings - rings");
  });
});
