import { once } from "node:events";
import type { Answer } from "./locals.ts";

const RETRY_MS = 1_000;

/** What a reader is given, in milliseconds. */
export interface StreamPatience {
  heartbeatMs: number;
  /** How long it may leave what was sent to it unread. It can come back and go on where it was. */
  slowMs: number;
}

const usualPatience: StreamPatience = { heartbeatMs: 15_000, slowMs: 30_000 };

/**
 * One message of a stream; `id` is what a reader that comes back names in `Last-Event-ID`. A message about the
 * stream itself has none, and so leaves the reader where it is.
 */
export interface StreamMessage {
  id?: string;
  event: string;
  data: unknown;
}

/**
 * Sends messages as `text/event-stream` (WHATWG HTML, section 9.2) until they end or the reader goes. Takes
 * the next ones only when the reader has taken these, so nothing piles up for one that is slow; one that is
 * too slow is cut. A heartbeat every 15 s keeps proxies from taking silence for death.
 *
 * What the messages throw before the first of them is the caller's to answer: nothing has been sent then.
 */
export async function sendStream(
  res: Answer,
  batches: AsyncIterable<readonly StreamMessage[]>,
  { heartbeatMs, slowMs }: StreamPatience = usualPatience,
): Promise<void> {
  const iterator = batches[Symbol.asyncIterator]();
  let next = await iterator.next();
  res.set({
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
  });
  // Readers that were cut off together do not come back together.
  res.write(`retry: ${Math.round(RETRY_MS * (1 + Math.random()))}\n\n`);
  const heartbeat = setInterval(() => res.write(":\n\n"), heartbeatMs);
  try {
    for (; !next.done && !res.destroyed; next = await iterator.next()) {
      const isTaken = res.write(next.value.map(frame).join(""));
      if (!isTaken) await drained(res, slowMs);
    }
    res.end();
  } finally {
    clearInterval(heartbeat);
    await iterator.return?.();
  }
}

function frame({ id, event, data }: StreamMessage): string {
  const name = id === undefined ? "" : `id: ${id}\n`;
  return `${name}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

async function drained(res: Answer, slowMs: number): Promise<void> {
  const patience = AbortSignal.timeout(slowMs);
  const closed = new AbortController();
  const close = () => closed.abort();
  res.once("close", close);
  await once(res, "drain", { signal: AbortSignal.any([patience, closed.signal]) }).catch(() =>
    res.destroy(),
  );
  res.off("close", close);
}
