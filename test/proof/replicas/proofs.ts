import { proveAccessEnds } from "./access-ends.ts";
import { proveReplicaFaults } from "./faults.ts";
import { proveGuard } from "./guard.ts";
import { proveOwnWrites } from "./own-writes.ts";
import { provePrimaryShare } from "./primary-share.ts";

/** The proofs of reads on replicas, for the list in proofs.ts. */
export const replicaProofs = [
  {
    promise:
      "replicas: reads of own writes are never stale while the replica stands still half of the time (the control, without the guard, is)",
    large: 10_000,
    count: proveOwnWrites,
    expected: () => ({ stale: 0, failed: 0, replica_served: 1, control_is_red: 1 }),
  },
  {
    promise: "replicas: the guard passes only where the row is visible",
    large: 3_000,
    count: proveGuard,
    expected: (tries: number) => ({ passed: tries, invisible: 0 }),
  },
  {
    promise:
      "replicas: less than a tenth of the statements for reads of people and API tokens run on the primary (the control, without a position, all)",
    large: 4_000,
    count: provePrimaryShare,
    expected: () => ({ failed: 0, below_a_tenth: 1, control_is_red: 1 }),
  },
  {
    promise:
      "replicas: no read that begins after an acknowledged removal is answered, while the replica is 600 ms late (the control, without the wait, is)",
    large: 100,
    count: proveAccessEnds,
    expected: (members: number) => ({ removed: members, answered: 0, control_is_red: 1 }),
  },
  {
    promise:
      "replicas: no read fails or takes over 1 s while the replica is killed, hangs, conflicts and is promoted (the control, without a deadline, takes over 3 s)",
    large: 4_000,
    count: proveReplicaFaults,
    expected: () => ({ failed: 0, over_1_s: 0, control_is_red: 1 }),
  },
];
