import type { World } from "../stage/world.ts";

/** What the generator is told to do: some windows of one workload, after a warm-up. */
export interface Job {
  port: number;
  workload: string;
  world: World;
  connections: number;
  /** Requests a second in all; a closed loop where it is absent. */
  rate?: number;
  warmup_s: number;
  window_s: number;
  windows: number;
}

/** What it says at the begin and at the end of each window, and at the end of all. */
export type Report =
  | { kind: "begin" }
  | { kind: "end"; window: Window }
  | { kind: "done" }
  | { kind: "failed"; reason: string };

export interface Window {
  seconds: number;
  requests: number;
  /** Sorted out here, because sending each latency on would cost more than the request. */
  p50_ms: number;
  p99_ms: number;
  max_ms: number;
  statuses: Record<string, number>;
  /** What was refused on the way to those. */
  refusals: Record<string, number>;
  unexpected: string[];
  /** What the generator itself has cost, in seconds of CPU. */
  generator_cpu_s: number;
}
