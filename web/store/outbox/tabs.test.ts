import assert from "node:assert/strict";
import { beforeEach, describe, it, mock } from "node:test";
import { memoryStore } from "../../test/support/memory-store.ts";
import type { OutboxEntry } from "./entry.ts";
import { createTabs } from "./tabs.ts";

let clock = 0;
let store: ReturnType<typeof memoryStore>;

const entryOf = (tab: string) => ({ tab }) as OutboxEntry;

/** Web Locks as a browser has them: one holder, and a queue for the others. */
function givenLocks() {
  const queues = new Map<string, (() => Promise<unknown>)[]>();
  const next = (name: string): void => {
    const [run] = queues.get(name) ?? [];
    void run?.().then(() => {
      queues.get(name)?.shift();
      next(name);
    });
  };
  return {
    request(name: string, run: () => unknown) {
      const queue = queues.get(name) ?? [];
      queues.set(name, [...queue, async () => run()]);
      if (queue.length === 0) next(name);
    },
    /** What the browser does when a tab is closed. */
    close(name: string) {
      queues.get(name)?.shift();
      next(name);
    },
  };
}

function pass(ms: number): void {
  clock += ms;
  mock.timers.tick(ms);
}

describe("the tab that sends what another one left", () => {
  beforeEach((context) => {
    clock = 1_000_000;
    store = memoryStore();
    mock.timers.enable({ apis: ["setInterval"] });
    if ("after" in context) context.after(() => mock.timers.reset());
  });

  const tabOf = (tab: string, locks?: ReturnType<typeof givenLocks>) =>
    createTabs({ tab, store, locks: locks as never, now: () => clock });

  it("waits until the lease of the other is over, where there are no locks", () => {
    const taken: string[] = [];
    const other = tabOf("other");
    other.start();
    tabOf("mine").watch(
      () => [entryOf("other"), entryOf("mine")],
      (from) => taken.push(from),
    );

    pass(60_000);
    assert.deepEqual(taken, [], "a tab that lives renews its lease");
    other.stop();
    pass(2_000);

    assert.deepEqual([...new Set(taken)], ["other"]);
  });

  it("takes at once what a tab left that is gone already", () => {
    const taken: string[] = [];

    tabOf("mine").watch(
      () => [entryOf("gone")],
      (from) => taken.push(from),
    );

    assert.deepEqual(taken, ["gone"]);
  });

  it("takes it when the lock of the other is free, and one of two waiting tabs finds it", async () => {
    const locks = givenLocks();
    let left = [entryOf("other")];
    const taken: string[] = [];
    tabOf("other", locks).start();
    for (const tab of ["first", "second"]) {
      const take = () => {
        if (left.length > 0) taken.push(tab);
        left = [];
      };
      tabOf(tab, locks).watch(() => left, take);
    }
    await Promise.resolve();
    assert.deepEqual(taken, []);

    locks.close("slacky:tab:other");
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();

    assert.deepEqual(taken, ["first"]);
  });
});
