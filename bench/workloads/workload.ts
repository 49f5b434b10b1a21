import type { Act } from "../load/loops.ts";
import type { World } from "../stage/world.ts";

/** The place of one connection among all of a load. */
export interface Turn {
  index: number;
  count: number;
}

/** What a workload is measured beside: see bench/README.md. */
export type Limit = "sql" | "bare" | "control" | "pgbench";

/** Requests of one kind, sent over and over. */
export interface Workload {
  name: string;
  about: string;
  /** The statuses that count as success. Any other status makes the figures void. */
  expected: readonly number[];
  /** Returns a function that writes the next request of one connection. */
  requests(world: World, turn: Turn): () => string;
  /** How many requests in a row cover everything the workload does: a transition and its reversal are two. */
  variants?: number;
  /** The limits that are measured beside it; none where this is absent. */
  limits?: readonly Limit[];
  /** The API operation that the server must have. */
  operation?: string;
  /** The maximum number of connections: with sixteen, requests that hash passwords would only queue. */
  connectionsMax?: number;
}

/** A workload whose unit takes several requests. Each request depends on the response before it. */
export interface RetryWorkload extends Omit<Workload, "requests" | "variants"> {
  acts(world: World, turn: Turn): Act;
}
