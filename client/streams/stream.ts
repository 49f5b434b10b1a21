import { answered, exchange, type Sender } from "../exchange.ts";
import { type CallState, NoResponse, SlackyProblem } from "../problem.ts";
import type { Draft } from "../request.ts";
import { backoff, pause } from "../wait.ts";
import { createEventStreamParser, type Message } from "./event-stream.ts";

/** A stream that lasted this long does not count as a failed attempt. */
const STEADY_MS = 10_000;

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

/** What is followed. */
interface Source {
  /** The name of the method, for errors. */
  operation: string;
  /** The request that opens the stream, the first time and after each interruption. */
  draft: () => Draft;
  /** Whether the server sends this message on every new stream, so that it proves nothing. */
  isGreeting: (message: Message) => boolean;
}

/**
 * The messages of a stream, without end: it is opened again whenever it breaks off. Ends when the
 * signal aborts. Throws SlackyProblem if reconnecting cannot help.
 */
export async function* followStream(
  sender: Sender,
  { operation, draft, isGreeting }: Source,
  { signal, silenceMs = 40_000, onBreak }: FollowOptions = {},
): AsyncGenerator<Message, void, undefined> {
  let retryMs = 1_000;
  for (let attempt = 1; signal?.aborted !== true; attempt += 1) {
    const stream = openStream(sender, { operation, draft }, { signal, silenceMs });
    const openedAt = Date.now();
    let broke: unknown;
    try {
      for await (const message of stream.messages) {
        if (!isGreeting(message)) attempt = 0;
        // It says what the primary has, but not its position, and replicas may not show it yet.
        sender.position.forget();
        yield message;
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

/** Opens the stream when its first message is requested. */
function openStream(
  sender: Sender,
  { operation, draft }: Pick<Source, "operation" | "draft">,
  { signal, silenceMs }: { signal: AbortSignal | undefined; silenceMs: number },
) {
  const parser = createEventStreamParser();
  return { retryMs: () => parser.retry, messages: messages() };

  async function* messages(): AsyncGenerator<Message, void, undefined> {
    const state: CallState = {
      operation,
      idempotencyKey: undefined,
      afterLostResponse: false,
    };
    const watchdog = watch(signal, silenceMs);
    try {
      const response = await watchdog.during(() =>
        exchange(
          sender,
          { draft: draft(), token: "required", state, signal: watchdog.signal },
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
