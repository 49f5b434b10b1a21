import { Counter, Gauge, type Registry } from "prom-client";
import type { ReplicaCounts, ReplicaOutcome } from "../db/replicas/replicas.ts";

/** After these, it is not known how old what the replica shows is. */
const unserved: readonly ReplicaOutcome[] = ["behind", "failed", "left_out"];

/** The reads of an installation with replicas; without any, nothing is counted. */
export function createReplicaMetrics(registers: Registry[]): ReplicaCounts {
  const reads = new Counter({
    name: "slacky_reads_total",
    help: "Requests that read, by what served them: primary or replica.",
    labelNames: ["from"],
    registers,
  });
  const attempts = new Counter({
    name: "slacky_replica_reads_total",
    help: "What became of reads that wanted a replica, by replica and outcome.",
    labelNames: ["replica", "outcome"],
    registers,
  });
  const lag = new Gauge({
    name: "slacky_replica_lag_seconds",
    help: "How old what a replica showed to the last read was, at most; absent if it could not serve it.",
    labelNames: ["replica"],
    // Each process has its own last read: their values are not added.
    aggregator: "max",
    registers,
  });
  return {
    countRead: (from) => reads.inc({ from }),
    countReplicaRead(replica, outcome) {
      attempts.inc({ replica, outcome });
      if (unserved.includes(outcome)) lag.remove({ replica });
    },
    noteLag: (replica, seconds) => lag.set({ replica }, seconds),
  };
}
