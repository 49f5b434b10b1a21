import { setTimeout as sleep } from "node:timers/promises";
import type { Answer, Connection } from "./connection.ts";

/** What one window of a load came to. Latencies in milliseconds, in the order they were seen. */
export interface Samples {
  latencies_ms: number[];
  statuses: Record<string, number>;
  /** What was refused on the way to those, and tried again. */
  refusals: Record<string, number>;
  /** The first answers that were not expected. */
  unexpected: string[];
}

/** Asks once, or as often as it takes; `note` counts what was refused on the way. */
export type Act = (connection: Connection, note: (status: number) => void) => Promise<Answer>;

export interface Client {
  connection: Connection;
  /** What this client does, over and over. */
  act: Act;
  expected: readonly number[];
}

const unexpectedKept = 3;

export function noSamples(): Samples {
  return { latencies_ms: [], statuses: {}, refusals: {}, unexpected: [] };
}

/** Everybody asks, waits for the answer and asks again: what the server can do at the most. */
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
 * So many requests a second, whatever the server does: each is timed from the moment it should have been sent,
 * so that the wait behind a slow answer counts (no coordinated omission).
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
  const running = new Set<Promise<void>>();

  const dispatch = () => {
    while (late.length > 0 && idle.length > 0) {
      const client = idle.pop() as Client;
      const asked = ask(client, late.shift() as number, samples).then(() => {
        idle.push(client);
        running.delete(asked);
        dispatch();
      });
      running.add(asked);
    }
  };
  while (due < total) {
    const now = performance.now();
    for (; due < total && startedAt + (due * 1000) / rate <= now; due += 1) {
      late.push(startedAt + (due * 1000) / rate);
    }
    dispatch();
    await sleep(1);
  }
  while (running.size > 0 || late.length > 0) {
    dispatch();
    await Promise.race(running);
  }
}

async function ask(
  { connection, act, expected }: Client,
  since: number,
  { latencies_ms, statuses, refusals, unexpected }: Samples,
): Promise<void> {
  const { status, text } = await act(connection, (refusal) => count(refusals, refusal));
  latencies_ms.push(performance.now() - since);
  count(statuses, status);
  if (!expected.includes(status) && unexpected.length < unexpectedKept) {
    unexpected.push(`${status} ${text.slice(0, 300)}`);
  }
}

function count(counts: Record<string, number>, status: number): void {
  counts[status] = (counts[status] ?? 0) + 1;
}
