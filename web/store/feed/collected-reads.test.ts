import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { NoResponse, SlackyProblem } from "../../../client/index.ts";
import { collectReads } from "./collected-reads.ts";

const state = { operation: "listTickets", idempotencyKey: undefined, afterLostResponse: false };

async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

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

  it("are read again after a read without an answer, and not after a refusal", async (context) => {
    mock.timers.enable({ apis: ["setTimeout"] });
    context.after(() => mock.timers.reset());
    const requests: (readonly string[])[] = [];
    const lost = new NoResponse("lost", state, { mayHaveTakenEffect: false });
    const body = { type: "", title: "", detail: "No.", request_id: "r" };
    const refused = new SlackyProblem({ ...body, code: "forbidden", status: 403 } as never, state);
    const outcomes: (Error | undefined)[] = [lost, lost, undefined, refused];
    const reads = collectReads(async (ids) => {
      requests.push(ids);
      const outcome = outcomes.shift();
      if (outcome) throw outcome;
    });

    reads.add("a");
    for (let waits = 0; waits < 6; waits += 1) {
      mock.timers.tick(30_000);
      await turns();
    }
    assert.deepEqual(requests, [["a"], ["a"], ["a"]]);
    reads.add("b");
    for (let waits = 0; waits < 6; waits += 1) {
      mock.timers.tick(30_000);
      await turns();
    }

    assert.deepEqual(requests.slice(3), [["b"]]);
  });

  it("are not read again after they were forgotten", async (context) => {
    mock.timers.enable({ apis: ["setTimeout"] });
    context.after(() => mock.timers.reset());
    let requests = 0;
    const reads = collectReads(async () => {
      requests += 1;
      throw new NoResponse("lost", state, { mayHaveTakenEffect: false });
    });

    reads.add("a");
    mock.timers.tick(100);
    await turns();
    reads.clear();
    mock.timers.tick(60_000);
    mock.timers.tick(60_000);
    await turns();

    assert.equal(requests, 1);
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
