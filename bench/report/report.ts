import type { Compared } from "../measure/compare.ts";
import type { Contended } from "../measure/contend.ts";
import type { Relayed } from "../measure/relay.ts";
import type { ScalePoint } from "../measure/scale.ts";
import type { Starts } from "../measure/start.ts";
import type { Streams } from "../measure/streams.ts";
import type { Options } from "../options.ts";
import type { Seed } from "../seed/kept.ts";
import type { Measured } from "../stage/drive.ts";
import type { Goal } from "./goals.ts";
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
  compared?: Compared;
  scale: ScalePoint[];
  contention: Contended[];
  streams?: Streams;
  relay?: Relayed;
  starts?: Starts;
  goals: Goal[];
}
