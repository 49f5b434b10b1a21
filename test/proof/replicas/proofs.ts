import { proveGuard } from "./guard.ts";
import { proveOwnWrites, provePrimaryShare } from "./own-writes.ts";

/** The proofs of reads on replicas, for the list in proofs.ts. */
export const replicaProofs = [
  {
    promise:
      "replicas: reads of own writes are never stale while the replica stands still half of the time (the control, without the guard, is)",
    large: 10_000,
    count: proveOwnWrites,
    expected: () => ({ stale: 0, failed: 0, control_is_red: 1 }),
  },
  {
    promise: "replicas: the guard passes only where the row is visible",
    large: 3_000,
    count: proveGuard,
    expected: (tries: number) => ({ passed: tries, invisible: 0 }),
  },
  {
    promise: "replicas: the primary serves less than a tenth of the reads of people and API tokens",
    large: 4_000,
    count: provePrimaryShare,
    expected: () => ({ failed: 0, below_a_tenth: 1 }),
  },
];
