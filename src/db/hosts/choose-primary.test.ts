import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { choosePrimary, type HostState } from "./choose-primary.ts";

const silent: HostState = { role: "silent", error: new Error("It does not respond.") };
const standby: HostState = { role: "standby" };
const primary = (timeline: number): HostState => ({ role: "primary", timeline });

/** The host that is chosen among `a` and `b`, if `last` was the last one. */
function choose(a: HostState, b: HostState, last?: { host: string; timeline: number }) {
  const states = new Map(Object.entries({ a, b }));
  return choosePrimary(states, { last, timelineMin: last?.timeline ?? 0 })?.host;
}

describe("the primary", () => {
  it("is the host that is not in recovery", () => {
    assert.equal(choose(primary(1), standby), "a");
    assert.equal(choose(standby, primary(1)), "b");
    assert.equal(choose(silent, primary(1)), "b");
    assert.equal(choose(standby, silent), undefined);
  });

  it("is the one with the highest timeline if two are not in recovery, and else the first", () => {
    assert.equal(choose(primary(1), primary(2)), "b");
    assert.equal(choose(primary(10), primary(9)), "a");
    assert.equal(choose(primary(3), primary(3)), "a");
  });

  it("remains the last one while no other is found, silent or not", () => {
    const last = { host: "b", timeline: 2 };
    assert.equal(choose(silent, silent, last), "b");
    assert.equal(choose(standby, standby, last), "b");
    assert.equal(choose(standby, silent, last), "b");
  });

  it("is never one with a lower timeline than the last one, even while that one is away", () => {
    const last = { host: "b", timeline: 2 };
    assert.equal(choose(primary(1), silent, last), "b");
    assert.equal(choose(primary(1), standby, last), "b");
    assert.equal(choose(primary(3), primary(2), last), "a");
  });

  it("is another one with the same timeline only after the last one has become a standby", () => {
    const last = { host: "b", timeline: 2 };
    assert.equal(choose(primary(2), primary(2), last), "b");
    assert.equal(choose(primary(2), silent, last), "b");
    assert.equal(choose(primary(2), standby, last), "a");
  });

  it("is none if the process has seen a higher timeline before", () => {
    const states = new Map(Object.entries({ a: primary(1), b: silent }));
    assert.equal(choosePrimary(states, { last: undefined, timelineMin: 2 }), undefined);
  });
});
