import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { checkout } from "../../dev/data-dir.ts";
import { spreadOf } from "../load/figures.ts";
import { describeMachine } from "../report/machine.ts";
import { tableOf, withFigures } from "./document.ts";
import { type LayoutFigures, layouts, workloads } from "./measure.ts";
import { drawLayouts } from "./picture.ts";

const figures: LayoutFigures[] = workloads.flatMap(({ name }) =>
  layouts.map((layout) => ({
    ...layout,
    workload: name,
    per_second: spreadOf([1_234]),
    server_us: spreadOf([300]),
    primary_us: spreadOf([200]),
    replica_us: spreadOf([100]),
    generator_us: spreadOf([50]),
    on_replica: spreadOf([layout.replicas]),
    failures: 0,
    unexpected: [],
  })),
);
const table = tableOf(figures, {
  at: "2026-12-01T00:00:00Z",
  commit: "0000000",
  machine: describeMachine(),
  amounts: { size: "10k", connections: 16, warmup_s: 0, window_s: 1, rounds: 1 },
  tickets: "10,000 tickets",
});

describe("the figures of processes and replicas", () => {
  it("are a row of the table for each workload and layout", () => {
    const rows = table.split("\n").filter((line) => /^\| (get|newest|transition)/.test(line));

    assert.equal(rows.length, workloads.length * layouts.length);
    assert.equal(rows[2], "| get, with a position | 1 | 1 | 1,234 | 300 | 200 | 100 | 100 % |");
  });

  it("replace those that docs/replicas.md has, with their picture", () => {
    const document = readFileSync(join(checkout, "docs/replicas.md"), "utf8");
    const once = withFigures(document, table);

    assert.equal(once.split(table).length, 2);
    assert.match(once, /\(pictures\/replicas\.svg\)/);
    assert.equal(withFigures(once, table), once);
    assert.throws(() => withFigures("# Another document", table), /lacks the lines/);
  });

  it("are drawn as a bar of throughput and three parts of CPU each", () => {
    const picture = drawLayouts(figures, "a note");

    assert.equal(picture.match(/height="13"/g)?.length, 4 * figures.length);
    assert.equal(picture.match(/>2 processes, 1 replica</g)?.length, workloads.length);
  });
});
