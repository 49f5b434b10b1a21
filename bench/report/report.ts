import type { CompareResult } from "../measure/compare.ts";
import type { ContentionResult } from "../measure/contention.ts";
import type { RelayResult } from "../measure/relay.ts";
import type { ScalePoint } from "../measure/scale.ts";
import type { StartTimes } from "../measure/start.ts";
import type { StreamResult } from "../measure/streams.ts";
import type { Options } from "../options.ts";
import type { Seed } from "../seed/open-seed.ts";
import type { Measured } from "../stage/drive.ts";
import type { Machine } from "./machine.ts";

/** All results of one run. Parts that did not run are absent. */
export interface Report {
  at: string;
  commit: string;
  machine: Machine;
  database: string;
  pgbench: string | undefined;
  options: Options;
  seconds: number;
  seeds: Seed[];
  generator?: Measured;
  compared?: CompareResult;
  scale: ScalePoint[];
  contention: ContentionResult[];
  streams?: StreamResult;
  relay?: RelayResult;
  starts?: StartTimes;
  goals: Goal[];
}

/** A bound that a figure of the report has to keep. */
export interface Goal {
  goal: string;
  /** Absent if this run did not measure it. */
  value?: number;
  bound: number;
  isMet?: boolean;
}
