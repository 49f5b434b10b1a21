import type { Act } from "../load/loops.ts";
import type { World } from "../stage/world.ts";

/** Which of all connections asks. */
export interface Turn {
  index: number;
  count: number;
}

/** Something that is asked of the server over and over. */
export interface Workload {
  name: string;
  about: string;
  /** Which statuses are a success; anything else makes the figures void. */
  expected: readonly number[];
  /** How one connection asks: each call writes the next request. */
  requests(world: World, turn: Turn): () => string;
  /** How many requests, one after another, show all that it does: a step and the step back are two. */
  variants?: number;
  /** Whether the limits are measured beside it. */
  isCompared?: boolean;
  /** The operation that must be there. */
  operation?: string;
  /** How many connections at the most; sixteen would only queue up where passwords are hashed. */
  connectionsMax?: number;
}

/** What one connection wants done takes several requests, each of which depends on the last answer. */
export interface Struggle extends Omit<Workload, "requests" | "variants"> {
  acts(world: World, turn: Turn): Act;
}
