import { createEventStreamParser, type Message } from "./event-stream.ts";
import { answered, exchange, type Sender } from "./exchange.ts";
import { type Operations, operations } from "./operations.ts";
import { type CallState, NoResponse, SlackyProblem } from "./problem.ts";
import { draftOf } from "./request.ts";
import { backoff, pause } from "./wait.ts";

/** A stream that lasted this long does not count as a failed attempt. */
const STEADY_MS = 10_000;

/** An event of the feed. A newer server may send types that are not listed here. */
export type FeedEvent = Operations["listEvents"]["response"]["data"][number];

export interface FollowOptions {
  /** Ends the loop when it aborts; that is not an error. */
  signal?: AbortSignal | undefined;
  /**
   * How long the stream may be silent before it counts as dead. The server sends something every 15
   * s.
   */
  silenceMs?: number | undefined;
  /** Called after each interruption, with the wait before the next attempt. */
  onBreak?: ((error: unknown, waitMs: number) => void) | undefined;
}

/**
 * The feed skips sequences, which happens only after the database was restored: events up to `last` may
 * never have happened. Make a new first copy. To continue regardless, follow from `next - 1`.
 */
export class FeedGap extends Error {
  readonly last: number;
  readonly next: number;

  constructor({ last, next }: { last: number; next: number }) {
    super(`The feed goes from ${last} to ${next}: the database was restored in between.`);
    this.name = "FeedGap";
    this.last = last;
    this.next = next;
  }
}

/**
 * The feed after `after` (from the oldest stored event if that is undefined), then live, without
 * end: each event once and in order, even if connections fail. Ends when the signal aborts. Throws
 * SlackyProblem if reconnecting cannot help: `feed_reset` and `events_pruned`, and when you may no
 * longer read the feed.
 */
export async function* followEvents(
  sender: Sender,
  { workspace_id, after }: { workspace_id: string; after?: number | undefined },
  { signal, silenceMs = 40_000, onBreak }: FollowOptions = {},
): AsyncGenerator<FeedEvent, void, undefined> {
  let last = after;
  let epoch: string | undefined;
  let retryMs = 1_000;
  for (let attempt = 1; signal?.aborted !== true; attempt += 1) {
    const stream = openStream(sender, { workspace_id, last }, { signal, silenceMs });
    const openedAt = Date.now();
    let broke: unknown;
    try {
      for await (const message of stream.messages) {
        const data = JSON.parse(message.data);
        if (message.event === "epoch") {
          const isAnother = epoch !== undefined && data.epoch !== epoch;
          if (isAnother && last !== undefined) throw new FeedGap({ last, next: data.head + 1 });
          epoch = data.epoch;
        }
        if (!isEvent(data) || (last !== undefined && data.sequence <= last)) continue;
        if (last !== undefined && data.sequence !== last + 1) {
          throw new FeedGap({ last, next: data.sequence });
        }
        last = data.sequence;
        attempt = 0;
        yield data;
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (!isPassing(error)) throw error;
      broke = error;
    }
    retryMs = stream.retryMs() ?? retryMs;
    if (Date.now() - openedAt > STEADY_MS) attempt = 1;
    const asked = (broke as SlackyProblem | undefined)?.retryAfterMs ?? 0;
    const waitMs = asked + backoff(Math.max(1, attempt), { first: retryMs, most: 30_000 });
    if (signal?.aborted) return;
    onBreak?.(broke, waitMs);
    await pause(waitMs, signal).catch(() => {});
  }
}

/** Other messages are about the stream itself, such as why it ends. Reconnecting reports the same. */
function isEvent(data: { sequence?: unknown }): data is FeedEvent {
  return typeof data.sequence === "number";
}

/** Opens the stream after an event, when its first message is requested. */
function openStream(
  sender: Sender,
  { workspace_id, last }: { workspace_id: string; last: number | undefined },
  { signal, silenceMs }: { signal: AbortSignal | undefined; silenceMs: number },
) {
  const parser = createEventStreamParser();
  return { retryMs: () => parser.retry, messages: messages() };

  async function* messages(): AsyncGenerator<Message, void, undefined> {
    const state: CallState = {
      operation: "followEvents",
      idempotencyKey: undefined,
      afterLostResponse: false,
    };
    const watchdog = watch(signal, silenceMs);
    try {
      const response = await watchdog.during(() =>
        exchange(
          sender,
          {
            draft: draftFrom(sender, { workspace_id, last }),
            isOpen: false,
            state,
            signal: watchdog.signal,
          },
          signal,
        ),
      );
      const reader = response.body?.getReader();
      const decoder = new TextDecoder();
      for (;;) {
        const chunk = await watchdog.during(() =>
          answered(state, { method: "GET", caller: signal }, async () => reader?.read()),
        );
        if (chunk?.value === undefined) return;
        yield* parser.push(decoder.decode(chunk.value, { stream: true }));
      }
    } finally {
      watchdog.stop();
    }
  }
}

function draftFrom(
  { url }: Sender,
  { workspace_id, last }: { workspace_id: string; last: number | undefined },
) {
  const route = operations.listEvents;
  const draft = draftOf(url, "followEvents", { route, input: { workspace_id, after: last } });
  draft.headers.accept = "text/event-stream";
  if (last !== undefined) draft.headers["last-event-id"] = String(last);
  return draft;
}

/** Aborts a connection that is silent for too long while its caller waits, or that is no longer needed. */
function watch(signal: AbortSignal | undefined, silenceMs: number) {
  const own = new AbortController();
  const abort = () => own.abort(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort);
  return {
    signal: own.signal,
    async during<T>(wait: () => Promise<T>): Promise<T> {
      const silent = new DOMException(`Silent for ${silenceMs} ms.`, "TimeoutError");
      const timer = setTimeout(() => own.abort(silent), silenceMs);
      try {
        return await wait();
      } finally {
        clearTimeout(timer);
      }
    },
    stop() {
      signal?.removeEventListener("abort", abort);
      own.abort();
    },
  };
}

/** Whether reconnecting may help: after a network error, a restart of the server, or a rate limit. */
function isPassing(error: unknown): boolean {
  if (error instanceof SlackyProblem) return error.status === 429 || error.status >= 500;
  if (!(error instanceof NoResponse)) return false;
  return error.status === undefined || error.status === 429 || error.status >= 500;
}
