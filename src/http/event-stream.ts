import { once } from "node:events";
import type { Answer } from "./locals.ts";

const HEARTBEAT_MS = 15_000;
const RETRY_MS = 1_000;
/** How long a reader may leave what was sent to it unread. It can come back and go on where it was. */
const SLOW_MS = 30_000;

/** One message of a stream; `id` is what a reader that comes back names in `Last-Event-ID`. */
export interface StreamMessage {
  id: string;
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
  const heartbeat = setInterval(() => res.write(":\n\n"), HEARTBEAT_MS);
  try {
    for (; !next.done && !res.destroyed; next = await iterator.next()) {
      const isTaken = res.write(next.value.map(frame).join(""));
      if (!isTaken) await drained(res);
    }
    res.end();
  } finally {
    clearInterval(heartbeat);
    await iterator.return?.();
  }
}

function frame({ id, event, data }: StreamMessage): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

async function drained(res: Answer): Promise<void> {
  const patience = AbortSignal.timeout(SLOW_MS);
  const closed = new AbortController();
  const close = () => closed.abort();
  res.once("close", close);
  await once(res, "drain", { signal: AbortSignal.any([patience, closed.signal]) }).catch(() =>
    res.destroy(),
  );
  res.off("close", close);
}
