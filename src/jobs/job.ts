import type { Instance } from "../instance.ts";

/**
 * Work that is repeated. It may run in several processes at once, and may be interrupted at any
 * point.
 */
export interface Job {
  name: string;
  /** The pause between two runs. */
  everySeconds: number;
  /** How long a run may go on without taking a connection of `db`, if that is more than usual. */
  quietSecondsMax?: number;
  /** A long run checks `stopping` from time to time, and ends early once that is aborted. */
  run(instance: Instance, stopping: AbortSignal): Promise<void>;
}
