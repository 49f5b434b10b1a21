import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Measured } from "../stage/drive.ts";
import { beforeAfter } from "./before-after.ts";
import type { Report } from "./report.ts";

const exactly = (value: number) => ({ median: value, min: value, max: value });

function measured(per_second: number, cpu_us: number): Measured {
  return {
    per_second: exactly(per_second),
    p50_ms: exactly(1),
    p99_ms: exactly(1),
    max_ms: 1,
    server_us: exactly(cpu_us / 2),
    database_us: exactly(cpu_us / 2),
    generator_us: exactly(1),
    requests: 1,
    statuses: {},
    refusals: {},
    unexpected: [],
  };
}

/** A run in which the control did 1,000 comments a second. */
function givenReport(
  commit: string,
  figures: { keyed: number; keyed_us: number; plain_us: number },
) {
  const comparison = (workload: string, per_second: number, cpu_us: number) => ({
    workload,
    about: "",
    program: measured(per_second, cpu_us),
    control: measured(1_000, 100),
    failures: 0,
  });
  return {
    commit,
    machine: { load_before: 0.01 },
    compared: {
      tickets_of_project: 100_000,
      costs: [{ workload: "comment", statements: 10, round_trips: 3 }],
      frozen: {},
      comparisons: [
        comparison("comment", figures.keyed, figures.keyed_us),
        comparison("comment without a key", figures.keyed, figures.plain_us),
      ],
    },
  } as unknown as Report;
}

describe("a comparison of two versions", () => {
  const before = [700, 900, 100].map((keyed) =>
    givenReport("aaa", { keyed, keyed_us: 300, plain_us: 200 }),
  );
  const after = [givenReport("bbb", { keyed: 1_200, keyed_us: 240, plain_us: 200 })];
  const lines = beforeAfter(before, after)
    .split("\n")
    .map((line) => line.split(/\s{2,}/));
  const line = (start: string) => lines.find(([first]) => first === start);

  it("shows the median of the runs of each side, beside the statements and the round trips", () => {
    assert.deepEqual(line("comment")?.slice(1), [
      ...["700", "1,200", "0.70", "1.20"],
      ...["300", "240", "10", "10", "3", "3"],
    ]);
  });

  it("evaluates the goals that were measured, and leaves out the others", () => {
    const key = "comment: CPU of server and database to that without a key";
    assert.deepEqual(line("comment: throughput to the control's"), [
      "comment: throughput to the control's",
      ...["1.1", "0.70", "1.20", "met"],
    ]);
    assert.deepEqual(line(key), [key, "1.25", "1.50", "1.20", "met"]);
    assert.equal(line("get: throughput to the smallest SQL's"), undefined);
  });
});
