import { setTimeout as sleep } from "node:timers/promises";
import type { Answer, Connection } from "./connection.ts";

/** The results of one window. Latencies are in the order in which the responses came. */
export interface Samples {
  latencies_ms: number[];
  statuses: Record<string, number>;
  /** Attempts that were refused and repeated, by status. */
  refusals: Record<string, number>;
  /** The first unexpected responses. */
  unexpected: string[];
}

/** Sends one request, or several until it succeeds; `note` counts refused attempts. */
export type Act = (connection: Connection, note: (status: number) => void) => Promise<Answer>;

export interface Client {
  connection: Connection;
  /** What this client does repeatedly. */
  act: Act;
  expected: readonly number[];
}

const unexpectedMax = 3;

export function noSamples(): Samples {
  return { latencies_ms: [], statuses: {}, refusals: {}, unexpected: [] };
}

/** Each client sends, waits for the response and sends again: the maximum throughput of the server. */
export async function closedLoop(
  clients: readonly Client[],
  seconds: number,
  samples: Samples,
): Promise<void> {
  const end = performance.now() + seconds * 1000;
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < end) await ask(client, performance.now(), samples);
    }),
  );
}

/**
 * Sends `rate` requests a second, however slow the server is. Each is timed from the moment at which it should have
 * been sent, so that waiting for a slow response counts (no coordinated omission).
 */
export async function openLoop(
  clients: readonly Client[],
  { seconds, rate }: { seconds: number; rate: number },
  samples: Samples,
): Promise<void> {
  const idle = [...clients];
  const late: number[] = [];
  const startedAt = performance.now();
  const total = Math.round(seconds * rate);
  let due = 0;
  let failure: unknown;
  const running = new Set<Promise<void>>();

  const dispatch = () => {
    while (late.length > 0 && idle.length > 0) {
      // By turns: a server closes a connection that is open for seconds without a first request.
      const client = idle.shift() as Client;
      const asked = ask(client, late.shift() as number, samples)
        .then(() => void idle.push(client))
        .catch((error) => {
          failure ??= error;
        })
        .finally(() => {
          running.delete(asked);
          dispatch();
        });
      running.add(asked);
    }
  };
  while (due < total && failure === undefined) {
    const now = performance.now();
    for (; due < total && startedAt + (due * 1000) / rate <= now; due += 1) {
      late.push(startedAt + (due * 1000) / rate);
    }
    dispatch();
    await sleep(1);
  }
  while (running.size > 0 || (late.length > 0 && failure === undefined)) {
    dispatch();
    await Promise.race(running);
  }
  if (failure !== undefined) throw failure;
}

async function ask(
  { connection, act, expected }: Client,
  since: number,
  { latencies_ms, statuses, refusals, unexpected }: Samples,
): Promise<void> {
  const { status, text } = await act(connection, (refusal) => count(refusals, refusal));
  latencies_ms.push(performance.now() - since);
  count(statuses, status);
  if (!expected.includes(status) && unexpected.length < unexpectedMax) {
    unexpected.push(`${status} ${text.slice(0, 300)}`);
  }
}

function count(counts: Record<string, number>, status: number): void {
  counts[status] = (counts[status] ?? 0) + 1;
}
