import type { Instance } from "../instance.ts";

/** Work that comes round by itself. It may run in several processes at once, and be cut off anywhere. */
export interface Job {
  name: string;
  /** How long it rests between two runs. */
  everySeconds: number;
  /** A long run looks at `stopping` now and then, and ends early once that is aborted. */
  run(instance: Instance, stopping: AbortSignal): Promise<void>;
}
