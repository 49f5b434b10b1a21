import assert from "node:assert/strict";
import { it } from "node:test";
import { percentile, printFigures } from "./figures.ts";
import { measureWeb } from "./measure.ts";

it("every budget of the app in a browser has a figure", async () => {
  const figures = await measureWeb({ cards: 200, rounds: 3, loads: 1, frames: 10 });

  const without = figures.filter(({ measured }) => !(measured > 0));
  assert.deepEqual(without, []);
  assert.equal(figures.length, 14);
  console.log(printFigures(figures));
});

it("a percentile is a sample that so many do not exceed", () => {
  const samples = [5, 1, 4, 2, 3];
  assert.deepEqual(
    [0.5, 0.95, 1].map((share) => percentile(samples, share)),
    [3, 5, 5],
  );
});
