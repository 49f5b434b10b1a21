import { claim, claimNext } from "./claims.ts";
import { constant } from "./constant.ts";
import { contention } from "./contention.ts";
import { login } from "./login.ts";
import { mix } from "./mix.ts";
import { positionedGet, positionedNewestPage } from "./positioned.ts";
import {
  deepPage,
  feedPage,
  filteredPage,
  get,
  newestPage,
  search,
  searchByPrefix,
} from "./reads.ts";
import type { RetryWorkload, Workload } from "./workload.ts";
import {
  comment,
  commentWithoutKey,
  createInMany,
  createInManyWithoutKey,
  createInOne,
  createInOneWithoutKey,
  edit,
  transition,
  transitionWithoutKey,
} from "./writes.ts";

/** What is measured, in the order of the report. A write with a key is followed by the same without one. */
export const ordinary: readonly Workload[] = [
  get,
  newestPage,
  deepPage,
  filteredPage,
  search,
  searchByPrefix,
  feedPage,
  createInMany,
  createInManyWithoutKey,
  createInOne,
  createInOneWithoutKey,
  transition,
  transitionWithoutKey,
  comment,
  commentWithoutKey,
  edit,
  claim,
  claimNext,
  login,
  mix,
];

/** Every workload that the generator can run. */
export const workloads: readonly (Workload | RetryWorkload)[] = [
  ...ordinary,
  ...contention,
  positionedGet,
  positionedNewestPage,
  constant,
];
