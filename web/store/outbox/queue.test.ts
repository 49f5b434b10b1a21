import assert from "node:assert/strict";
import { beforeEach, describe, it, mock } from "node:test";
import { memoryStore } from "../../test/support/memory-store.ts";
import type { Attempt, OutboxEntry } from "./entry.ts";
import { createQueue } from "./queue.ts";
import { outboxStorage } from "./storage.ts";

let clock = 0;
let stored: ReturnType<typeof memoryStore>;
/** Attempts that were started, each with a function that ends it. */
let attempts: { key: string; entry: OutboxEntry; end: (attempt: Attempt) => void }[];
let settled: string[];

const later: Attempt = { kind: "later", afterMs: 1000, mayHaveArrived: true, isOffline: true };
const done: Attempt = { kind: "done", answer: undefined };

const storage = () => outboxStorage(stored, "me");

function givenQueue() {
  return createQueue({
    send: (entry) =>
      new Promise((end) => {
        attempts.push({ key: entry.key, entry, end });
      }),
    settle: ({ key }, { kind }) => void settled.push(`${key} ${kind}`),
    store: storage(),
    now: () => clock,
  });
}

function entry(key: string, ticketIds: string[], more: Partial<OutboxEntry> = {}): OutboxEntry {
  const order = attempts.length + stored.length + 1;
  const write = { operation: "transitionTicket", input: { workspace_id: "w" } } as const;
  return { key, order, tab: "t", ticketIds, subject: key, ...write, ...more };
}

async function end(key: string, attempt: Attempt): Promise<void> {
  const index = attempts.findIndex((each) => each.key === key);
  attempts.splice(index, 1)[0]?.end(attempt);
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

const sending = () => attempts.map(({ key }) => key);

describe("the outbox", () => {
  beforeEach((context) => {
    clock = 1_000_000;
    stored = memoryStore();
    attempts = [];
    settled = [];
    mock.timers.enable({ apis: ["setTimeout"] });
    if ("after" in context) context.after(() => mock.timers.reset());
  });

  it("sends the writes of one ticket one after the other, and others at most four at a time", async () => {
    const queue = givenQueue();
    for (const key of ["a1", "a2"]) queue.add(entry(key, ["a"]));
    for (const key of ["b", "c", "d", "e"]) queue.add(entry(key, [key]));

    assert.deepEqual(sending(), ["a1", "b", "c", "d"]);
    await end("b", done);
    assert.deepEqual(sending(), ["a1", "c", "d", "e"]);
    await end("a1", done);
    assert.deepEqual(sending(), ["c", "d", "e", "a2"]);
  });

  it("sends a write to several tickets after the earlier ones of each, and before the later ones", async () => {
    const queue = givenQueue();
    queue.add(entry("a", ["a"]));
    queue.add(entry("both", ["a", "b"]));
    queue.add(entry("b", ["b"]));

    assert.deepEqual(sending(), ["a"]);
    await end("a", done);
    assert.deepEqual(sending(), ["both"]);
    await end("both", done);
    assert.deepEqual(sending(), ["b"]);
  });

  it("tries again after the time that the attempt asks for, and keeps the order meanwhile", async () => {
    const queue = givenQueue();
    queue.add(entry("a1", ["a"]));
    queue.add(entry("a2", ["a"]));

    await end("a1", later);
    assert.deepEqual([sending(), queue.isOffline.value, queue.isWaiting.value], [[], true, true]);
    clock += 1000;
    mock.timers.tick(1000);

    assert.deepEqual(sending(), ["a1"]);
    assert.equal(attempts[0]?.entry.mayHaveArrived, true);
    await end("a1", done);
    assert.deepEqual([queue.isOffline.value, queue.isWaiting.value], [false, false]);
  });

  it("waits until an attempt has an answer, also while it tries again", async () => {
    const queue = givenQueue();
    queue.add(entry("a", ["a"]));
    assert.equal(queue.isWaiting.value, false, "the first attempt is not late");
    await end("a", later);
    const seen: boolean[] = [];
    const stop = queue.isWaiting.subscribe((isWaiting) => void seen.push(isWaiting));

    for (let attempt = 0; attempt < 3; attempt += 1) {
      clock += 1000;
      mock.timers.tick(1000);
      await end("a", later);
    }
    assert.deepEqual(seen, [true]);
    queue.retryNow();
    assert.deepEqual(seen, [true, false], "a person who asks for an attempt waits anew");
    await end("a", later);
    clock += 1000;
    mock.timers.tick(1000);
    await end("a", done);
    stop();

    assert.equal(queue.isWaiting.value, false);
  });

  it("sends what waits at once if it is asked to", async () => {
    const queue = givenQueue();
    queue.add(entry("a", ["a"]));
    await end("a", later);

    queue.retryNow();

    assert.deepEqual(sending(), ["a"]);
  });

  it("holds a write until its time, in which it can be cancelled", async () => {
    const queue = givenQueue();
    queue.add(entry("a", ["a"], { notBefore: clock + 5000 }));
    queue.add(entry("b", ["b"], { notBefore: clock + 5000 }));

    assert.equal(queue.cancel("a"), true);
    clock += 5000;
    mock.timers.tick(5000);

    assert.deepEqual(sending(), ["b"]);
    assert.equal(queue.cancel("b"), false);
    await end("b", done);
    assert.deepEqual([settled, stored.length], [["b done"], 0]);
  });

  it("ends the time for undo when another write to the ticket follows, or the page is left", () => {
    const queue = givenQueue();
    queue.add(entry("a1", ["a"], { notBefore: clock + 5000 }));
    queue.add(entry("b", ["b"], { notBefore: clock + 5000 }));

    queue.add(entry("a2", ["a"]));
    assert.deepEqual(sending(), ["a1"]);
    queue.releaseAll();

    assert.deepEqual(sending(), ["a1", "b"]);
  });

  it("counts the end of an attempt that began while the page was left", async () => {
    const queue = givenQueue();
    queue.add(entry("a", ["a"], { notBefore: clock }));
    queue.releaseAll();

    await end("a", done);

    assert.deepEqual([settled, queue.entries.value], [["a done"], []]);
  });

  it("keeps what is not settled, under the same keys and in order, for after a reload", async () => {
    const queue = givenQueue();
    for (const key of ["a1", "a2", "a3"]) queue.add(entry(key, ["a"]));
    await end("a1", done);
    await end("a2", { kind: "refused", problem: "no" });

    const left = storage().load();

    assert.deepEqual(
      left.map(({ key }) => key),
      ["a3"],
    );
    assert.deepEqual(settled, ["a1 done", "a2 refused"]);
    assert.deepEqual(outboxStorage(stored, "somebody else").load(), []);
  });
});
