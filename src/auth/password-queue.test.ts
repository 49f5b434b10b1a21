import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { createPasswordQueue } from "./password-queue.ts";

/** A job of the queue, which ends when the test says so. */
interface Job {
  name: string;
  end(): void;
  result: Promise<string>;
}

let enqueue: ReturnType<typeof createPasswordQueue>;
let started: string[];
beforeEach(() => {
  enqueue = createPasswordQueue();
  started = [];
});

/** The sender's address is the name without its number: `a2` is the second job of `a`. */
function add(name: string, { isKnown = false } = {}): Job {
  const work = Promise.withResolvers<string>();
  const address = name.replace(/\d+$/, "");
  const result = enqueue({ address, isKnown }, () => {
    started.push(name);
    return work.promise;
  });
  result.catch(() => {});
  return { name, end: () => work.resolve(name), result };
}

async function end(...jobs: Job[]): Promise<void> {
  for (const job of jobs) {
    job.end();
    await job.result;
    await setImmediate();
  }
}

describe("the queue of passwords", () => {
  it("runs one job of unknown senders at a time, and two of known ones", async () => {
    const unknown = ["a1", "b1"].map((name) => add(name));
    assert.deepEqual(started, ["a1"]);

    await end(...unknown);
    for (const name of ["x1", "y1", "z1"]) add(name, { isKnown: true });

    assert.deepEqual(started.slice(2), ["x1", "y1"]);
  });

  it("starts a known sender's job at once, however many unknown senders wait", async () => {
    for (let n = 1; n <= 12; n += 1) for (const m of "12345678") add(`sender-${n}-${m}`);

    add("home1", { isKnown: true });

    assert.equal(started.at(-1), "home1");
  });

  it("starts an unknown sender's job after the one that runs, however many known senders wait", async () => {
    const known = Array.from({ length: 20 }, (_, n) => add(`home${n}`, { isKnown: true }));
    add("a1");

    await end(known[1] as Job);

    assert.deepEqual(started, ["home0", "home1", "a1"]);
  });

  it("gives senders turns, however many jobs one of them has", async () => {
    const jobs = ["a1", "a2", "a3", "a4", "b1", "b2", "c1"].map((name) => add(name));
    const inTurn = ["a1", "a2", "b1", "c1", "a3", "b2", "a4"];

    for (const name of inTurn) await end(jobs.find((job) => job.name === name) as Job);

    assert.deepEqual(started, inTurn);
  });

  it("runs the next job after one that failed", async () => {
    const failing = enqueue({ address: "a", isKnown: false }, () =>
      Promise.reject(new Error("No")),
    );
    const next = add("b1");

    await assert.rejects(failing, /No/);
    await setImmediate();

    assert.deepEqual(started, ["b1"]);
    await end(next);
  });
});

describe("a full queue of passwords", () => {
  it("refuses the newest job of the sender with the most, in favour of one that has fewer", async () => {
    add("running1");
    const greedy = Array.from({ length: 60 }, (_, n) => add(`greedy${n}`));
    const modest = Array.from({ length: 40 }, (_, n) => add(`modest${n}`));

    const newcomer = add("newcomer1");

    await assert.rejects(greedy[59]?.result as Promise<string>, {
      code: "unavailable",
      members: { retry_after: 1 },
    });
    await assert.rejects(add("greedy60").result, { code: "unavailable" });
    assert.equal(await Promise.race([modest[39]?.result, newcomer.result, "waits"]), "waits");
  });

  it("refuses the newcomer if every sender waits with one job", async () => {
    add("running1");
    for (let n = 1; n <= 100; n += 1) add(`sender-${n}-1`);

    await assert.rejects(add("newcomer1").result, { code: "unavailable" });
  });

  it("of unknown senders refuses no known one", () => {
    for (let n = 0; n <= 100; n += 1) add(`sender-${n}-1`);
    for (let n = 0; n < 100; n += 1) add(`home-${n}-1`, { isKnown: true });

    assert.deepEqual(started, ["sender-0-1", "home-0-1"]);
  });
});
