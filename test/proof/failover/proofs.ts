import { proveOneHost } from "./one-host.ts";
import { missingForPatroni, provePatroni } from "./patroni/patroni.ts";
import { proveStalledWorker } from "./stalled-worker.ts";
import { proveTwoHosts } from "./two-hosts.ts";

/** Of a small n the times say nothing: other tests run at the same time. */
const expected = (writes: number): Record<string, number> => ({
  lost: 0,
  failed: 0,
  ...(writes >= 1_000 && { over_3_s: 0 }),
});

/** The proofs of failover, for the list in proofs.ts. */
export const failoverProofs = [
  {
    promise:
      "failover: the primary is killed and its synchronous standby promoted, and no acknowledged write is lost",
    small: 60,
    large: 4_000,
    count: (writes: number) => proveTwoHosts({ writes, fault: "killed" }),
    expected,
  },
  {
    promise:
      "failover: the primary is cut off and its synchronous standby promoted, and no acknowledged write is lost",
    small: 60,
    large: 4_000,
    count: (writes: number) => proveTwoHosts({ writes, fault: "cut off" }),
    expected,
  },
  {
    promise:
      "(the control) failover to a standby that is asynchronous loses writes that were acknowledged",
    large: 400,
    count: async (writes: number) => {
      const counts = await proveTwoHosts({ writes, fault: "killed", isAsynchronous: true });
      return { ...counts, loses_some: Number(counts.lost > 0) };
    },
    expected: () => ({ loses_some: 1 }),
  },
  {
    promise:
      "(the control) with one host, which nothing watches, requests wait for more than 3 s when it is cut off",
    large: 400,
    count: async (writes: number) => {
      const counts = await proveOneHost(writes);
      return { ...counts, waits: Number(counts.over_3_s > 0) };
    },
    expected: () => ({ lost: 0, waits: 1 }),
  },
  {
    promise: "a worker that is stopped in the middle of a batch delays events by at most 3 s",
    small: 1,
    large: 5,
    count: (stops: number) => proveStalledWorker({ stops }),
    expected: (stops: number): Record<string, number> => ({
      relayed: stops,
      ...(stops > 1 && { late_over_3_s: 0 }),
    }),
  },
  {
    promise:
      "(the control) without the limit of 2 s, a stopped worker delays events by more than 3 s",
    large: 1,
    count: (stops: number) => proveStalledWorker({ stops, isWithoutLimit: true }),
    expected: (): Record<string, number> => ({ late_over_3_s: 1 }),
  },
  {
    promise:
      "failover with patroni: PostgreSQL of the primary is killed, and no acknowledged write is lost",
    large: 400,
    count: (writes: number) => provePatroni({ writes, fault: "killed" }),
    expected: () => ({ lost: 0, failed: 0 }),
    missing: missingForPatroni,
  },
  {
    promise: "failover with patroni: the primary is cut off, and no acknowledged write is lost",
    large: 400,
    count: (writes: number) => provePatroni({ writes, fault: "cut off" }),
    expected: () => ({ lost: 0, failed: 0 }),
    missing: missingForPatroni,
  },
];
