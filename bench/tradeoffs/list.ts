import type { Experiment } from "./experiment.ts";
import { keyset } from "./keyset.ts";
import { locking } from "./locking.ts";

/** Every experiment, in the order of the pages. */
export const experiments: readonly Experiment[] = [locking, keyset];
