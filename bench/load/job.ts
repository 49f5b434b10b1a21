import type { World } from "../stage/world.ts";

/** A job of the generator: windows of one workload, after a warm-up. */
export interface Job {
  port: number;
  workload: string;
  world: World;
  connections: number;
  /** Requests a second over all connections. Without it, the load is a closed loop. */
  rate?: number;
  warmup_s: number;
  window_s: number;
  windows: number;
}

/** Sent at the start and the end of each window, and at the end of the job. */
export type Report =
  | { kind: "begin" }
  | { kind: "end"; window: Window }
  | { kind: "done" }
  | { kind: "failed"; reason: string };

export interface Window {
  seconds: number;
  requests: number;
  /** Computed in the generator, because sending every latency would cost more than the request. */
  p50_ms: number;
  p99_ms: number;
  max_ms: number;
  statuses: Record<string, number>;
  /** Refused attempts before those, by status. */
  refusals: Record<string, number>;
  unexpected: string[];
  /** The CPU time of the generator itself. */
  generator_cpu_s: number;
}
