import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { Problem } from "../../problems.ts";
import { type Owner, type Place, Shares } from "./shares.ts";
import { TimeAccounts } from "./time-accounts.ts";

let now: number;
let accounts: TimeAccounts;
let shares: Shares;
beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  now = 0;
  accounts = new TimeAccounts(() => now);
  shares = new Shares(9, accounts);
});
afterEach(() => mock.timers.reset());

describe("the connections of a pool", () => {
  it("are taken at once up to three by a caller, and the next caller gets one at once", () => {
    const taken = take({ caller: "ada" }, 4);

    assert.deepEqual(taken.map(isTaken), [true, true, true, false]);
    assert.ok(isTaken(takeOne({ caller: "bob" })));
  });

  it("are taken up to six by the callers of a workspace, and the next workspace gets one at once", () => {
    const callers = ["ada", "bob", "cleo", "dan"];
    const taken = callers.flatMap((caller) => take({ caller, workspace: "w" }, 2));

    assert.equal(taken.filter(isTaken).length, 6);
    assert.ok(isTaken(takeOne({ caller: "eve", workspace: "v" })));
  });

  it("are given to nobody beyond their number", () => {
    const callers = ["ada", "bob", "cleo", "dan"];
    const taken = callers.flatMap((caller) => take({ caller }, 3));

    assert.equal(taken.filter(isTaken).length, 9);
  });

  it("are given back to the requests of a caller in their order", async () => {
    const [first] = take({ caller: "ada" }, 3);
    const order: string[] = [];
    const late = ["fourth", "fifth"].map(async (name) => {
      const place = await shares.take({ caller: "ada" });
      order.push(name);
      shares.giveBack(place);
    });

    giveBack(first);
    await Promise.all(late);

    assert.deepEqual(order, ["fourth", "fifth"]);
  });

  it("go to the caller who used the least time, and a newcomer has no precedence over it", async () => {
    const order: string[] = [];
    const waitAs = (caller: string) =>
      Promise.resolve(shares.take({ caller })).then(() => order.push(caller));
    useFor(1_000, { caller: "busy" });
    const others = ["a", "b", "c"].flatMap((caller) => take({ caller }, 3));
    void waitAs("busy");
    void waitAs("ada");
    now += 10;

    giveBack(others[0]);
    giveBack(others[3]);
    await tick();

    assert.deepEqual(order, ["ada", "busy"]);
  });

  it("are not kept from a caller by its own requests that wait for a full workspace", () => {
    for (const caller of ["bob", "cleo"]) take({ caller, workspace: "full" }, 3);

    const waits = takeOne({ caller: "ada", workspace: "full" });
    const other = takeOne({ caller: "ada", workspace: "w" });

    assert.deepEqual([waits, other].map(isTaken), [false, true]);
  });

  it("are given back first to a request whose workspace has a place, though another waits longer", async () => {
    for (const caller of ["bob", "cleo"]) take({ caller, workspace: "full" }, 3);
    const own = take({ caller: "ada" }, 3);
    let isFirstServed = false;
    void takeOne({ caller: "ada", workspace: "full" }).later?.then(() => {
      isFirstServed = true;
    });
    const second = takeOne({ caller: "ada", workspace: "w" });

    giveBack(own[0]);

    assert.equal((await second.later)?.workspace?.id, "w");
    assert.equal(isFirstServed, false);
  });
});

describe("a share of time", () => {
  beforeEach(() => useFor(1, { caller: "other", workspace: "v" }));

  it("that is overspent leaves a caller one connection, until it is refilled", () => {
    useFor(2_000, { caller: "ada" });
    const overspent = take({ caller: "ada" }, 2);
    now += 2_000;
    const refilled = takeOne({ caller: "ada" });

    assert.deepEqual(overspent.map(isTaken), [true, false]);
    assert.ok(isTaken(refilled));
  });

  it("that is overspent leaves a workspace two connections", () => {
    const callers = ["ada", "bob", "cleo"];
    useFor(4_000, { caller: "dan", workspace: "w" });

    const taken = callers.map((caller) => takeOne({ caller, workspace: "w" }));

    assert.deepEqual(taken.map(isTaken), [true, true, false]);
  });

  it("costs nothing where nobody else used a connection for a minute", () => {
    now += 60_000;
    for (const caller of ["ada", "bob", "cleo"]) useFor(4_000, { caller, workspace: "w" });
    now += 60_000;
    useFor(4_000, { caller: "ada", workspace: "w" });
    const alone = take({ caller: "ada", workspace: "w" }, 4);

    const other = takeOne({ caller: "bob", workspace: "v" });
    giveBack(alone[2]);

    assert.deepEqual(alone.map(isTaken), [true, true, true, false]);
    assert.ok(isTaken(other));
    assert.equal(isTaken(takeOne({ caller: "ada", workspace: "w" })), false);
  });

  it("is not overspent by a caller that uses less than is refilled", () => {
    for (let second = 0; second < 100; second += 1) {
      useFor(250, { caller: "ada" });
      now += 750;
    }

    assert.ok(take({ caller: "ada" }, 3).every(isTaken));
  });

  it("is forgiven a minute after the last use, however much was overspent", () => {
    useFor(3_600_000, { caller: "ada" });
    now += 60_000;

    assert.ok(take({ caller: "ada" }, 3).every(isTaken));
  });

  it("is common to two pools", () => {
    const others = new Shares(4, accounts);
    useFor(2_000, { caller: "ada" });

    const taken = [takeOne({ caller: "ada" }, others), takeOne({ caller: "ada" }, others)];

    assert.deepEqual(taken.map(isTaken), [true, false]);
  });
});

describe("a request that waits for a connection", () => {
  it("is refused at once if fifty of its caller wait already; those of others wait", async () => {
    const own = take({ caller: "ada" }, 53);
    const others = ["bob", "cleo"].flatMap((caller) => take({ caller }, 4));

    await assert.rejects(async () => await shares.take({ caller: "ada" }), isRateLimited);

    assert.equal(own.filter(isTaken).length, 3);
    assert.equal(others.filter(isTaken).length, 6);
    assert.equal(shares.waitingCount, 52);
  });

  it("is refused after five seconds, and its place goes to the next", async () => {
    const taken = take({ caller: "ada" }, 3);
    const early = takeOne({ caller: "ada" });
    mock.timers.tick(4_000);
    const late = takeOne({ caller: "ada" });
    mock.timers.tick(1_000);
    await assert.rejects(async () => await early.later, isRateLimited);

    giveBack(taken[0]);

    assert.ok(await late.later);
    assert.equal(shares.waitingCount, 0);
  });
});

/** What a request got: a place at once, or the promise of one. */
interface Taken {
  place: Place | undefined;
  later: Promise<Place> | undefined;
}

function takeOne(owner: Owner, from = shares): Taken {
  const place = from.take(owner);
  if (!(place instanceof Promise)) return { place, later: undefined };
  place.catch(() => {});
  return { place: undefined, later: place };
}

function take(owner: Owner, count: number): Taken[] {
  return Array.from({ length: count }, () => takeOne(owner));
}

function isTaken({ place }: Taken): boolean {
  return place !== undefined;
}

function giveBack(taken: Taken | undefined): void {
  if (!taken?.place) throw new Error("This place was not taken.");
  shares.giveBack(taken.place);
}

function useFor(ms: number, owner: Owner): void {
  const taken = takeOne(owner);
  now += ms;
  giveBack(taken);
}

async function tick(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

function isRateLimited(error: unknown): boolean {
  return (
    error instanceof Problem && error.code === "rate_limited" && error.members.retry_after === 1
  );
}
