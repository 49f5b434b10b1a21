import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { collectReads } from "./collected-reads.ts";

describe("tickets that have to be read", () => {
  it("are read together, each once, 100 at a time", async (context) => {
    mock.timers.enable({ apis: ["setTimeout"] });
    context.after(() => mock.timers.reset());
    const requests: (readonly string[])[] = [];
    const reads = collectReads(async (ids) => void requests.push(ids));

    for (let index = 0; index < 150; index += 1) reads.add(`ticket ${index % 120}`);
    mock.timers.tick(99);
    assert.equal(requests.length, 0);
    mock.timers.tick(1);
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();

    assert.deepEqual(
      requests.map((ids) => ids.length),
      [100, 20],
    );
  });

  it("are forgotten with the workspace", async (context) => {
    mock.timers.enable({ apis: ["setTimeout"] });
    context.after(() => mock.timers.reset());
    const requests: (readonly string[])[] = [];
    const reads = collectReads(async (ids) => void requests.push(ids));

    reads.add("a");
    reads.clear();
    mock.timers.tick(1000);

    assert.deepEqual(requests, []);
  });
});
