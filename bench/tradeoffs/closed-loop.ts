import { sqlState } from "../../src/db/failures.ts";
import { percentile } from "../load/figures.ts";
import { type Connection, openConnection } from "./connection.ts";

/** Which of all clients acts. */
export interface Turn {
  index: number;
  count: number;
}

/** What a client does, over and over. A text names what came of it where that was no success. */
export type Act = () => Promise<unknown>;

/** Counts an outcome of what is not over yet: that it was refused, and is tried again. */
export type Note = (outcome: string) => void;

/** One of the choices. */
export interface Variant {
  name: string;
  /** Makes what one client does; each has a connection of its own. `note` counts what happens on the way. */
  client(connection: Connection, turn: Turn, note: Note): Act | Promise<Act>;
  /** The way to the database, where it is not the usual one. */
  url?: string;
  clients?: number;
  /** Before each look at it. */
  prepare?(): Promise<void>;
}

/** One look at a variant. What has failed is in `results` alone, by its name or its SQLSTATE. */
export interface Look {
  per_second: number;
  p50_ms: number;
  p99_ms: number;
  outcomes: Record<string, number>;
}

export const success = "done";
const warmupShare = 0.2;

/** Every client acts, waits until it is done, and acts again. What began in the first moments is not counted. */
export async function closedLoop(
  { client }: Variant,
  { url, clients, seconds }: { url: string; clients: number; seconds: number },
): Promise<Look> {
  const latencies_ms: number[] = [];
  const outcomes: Record<string, number> = {};
  let [countedFrom, end] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const note = (outcome: string) => {
    if (performance.now() >= countedFrom) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  };
  /** However long one takes: the first that counts is waited for. */
  const actOn = async (connection: Connection, act: Act) => {
    for (let counted = 0; counted === 0 || performance.now() < end; ) {
      const since = performance.now();
      const outcome = await outcomeOf(connection, act);
      if (since < countedFrom) continue;
      counted += 1;
      note(outcome);
      if (outcome === success) latencies_ms.push(performance.now() - since);
    }
  };

  const connections = await Promise.all(Array.from({ length: clients }, () => openConnection(url)));
  try {
    const acts = await Promise.all(
      connections.map((connection, index) => client(connection, { index, count: clients }, note)),
    );
    countedFrom = performance.now() + seconds * warmupShare * 1000;
    end = countedFrom + seconds * 1000;
    await Promise.all(
      connections.map((connection, index) => actOn(connection, acts[index] as Act)),
    );
    const took_s = (performance.now() - countedFrom) / 1000;
    const sorted = latencies_ms.sort((a, b) => a - b);
    return {
      per_second: sorted.length / took_s,
      p50_ms: percentile(sorted, 0.5),
      p99_ms: percentile(sorted, 0.99),
      outcomes,
    };
  } finally {
    await Promise.all(connections.map((connection) => connection.close()));
  }
}

/** What the database refuses is an outcome; any other error is a fault of the experiment. */
async function outcomeOf(connection: Connection, act: Act): Promise<string> {
  try {
    const outcome = await act();
    return typeof outcome === "string" ? outcome : success;
  } catch (error) {
    const state = sqlState(error);
    if (state === undefined) throw error;
    await connection.execute("rollback");
    return state;
  }
}
