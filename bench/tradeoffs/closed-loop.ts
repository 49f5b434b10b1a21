import { sqlState } from "../../src/db/failures.ts";
import { percentile } from "../load/figures.ts";
import { type Connection, openConnection } from "./connection.ts";

/** The place of one client among all. */
export interface Turn {
  index: number;
  count: number;
}

/** What a client does repeatedly. It returns a text if the outcome was not a success. */
export type Act = () => Promise<unknown>;

/** Counts an outcome of an act that is not finished, such as an attempt that was refused. */
export type Note = (outcome: string) => void;

/** One of the alternatives. */
export interface Variant {
  name: string;
  /** Creates the act of one client, which has a connection of its own. `note` counts unfinished attempts. */
  client(connection: Connection, turn: Turn, note: Note): Act | Promise<Act>;
  /** The address of the database, if it is not that of the lab. */
  url?: string;
  clients?: number;
  /** Runs before each measurement. */
  prepare?(): Promise<void>;
}

/** One measurement of a variant. Failures are only in `outcomes`, by name or SQLSTATE. */
export interface Measurement {
  per_second: number;
  p50_ms: number;
  p99_ms: number;
  outcomes: Record<string, number>;
}

export const success = "done";
const warmupShare = 0.2;

/** Each client acts, waits until it is done, and acts again. Acts that began during the warm-up are not counted. */
export async function closedLoop(
  { client }: Variant,
  { url, clients, seconds }: { url: string; clients: number; seconds: number },
): Promise<Measurement> {
  const latencies_ms: number[] = [];
  const outcomes: Record<string, number> = {};
  let [countedFrom, end] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const note = (outcome: string) => {
    if (performance.now() >= countedFrom) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  };
  /** Waits for at least one counted act, however long that takes. */
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

/** An error of the database is an outcome. Any other error is a fault of the experiment and is thrown. */
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
