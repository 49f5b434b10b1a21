import { limits } from "../../limits.ts";
import { Problem } from "../../problems.ts";
import type { ApiResponse } from "../locals.ts";
import { createUnsentResponses, type UnsentResponses } from "./unsent.ts";

const RETRY_MS = 1_000;

/** Timeouts of a stream, in milliseconds. */
export interface StreamTimeouts {
  heartbeatMs: number;
  /**
   * How long a client may leave sent data unread before it is cut off. It can reconnect and resume.
   */
  slowMs: number;
}

const defaultTimeouts: StreamTimeouts = { heartbeatMs: 15_000, slowMs: 30_000 };

/** The open streams of a server. One timer checks all of them. */
export interface EventStreams {
  /** Starts a response that is a stream. Throws `too_many_streams`. */
  open(res: ApiResponse, caller: string): EventStream;
}

/**
 * Sends a heartbeat after 15 s without data, because proxies close connections that are silent, and
 * cuts off clients that do not read.
 */
export function createEventStreams(
  unsent: UnsentResponses = createUnsentResponses(),
  timeouts: StreamTimeouts = defaultTimeouts,
): EventStreams {
  const streams = new Set<EventStream>();
  const counts = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  const checkAll = () => {
    const now = performance.now();
    for (const stream of streams) stream.checkTimeouts(now, timeouts);
  };
  const count = (caller: string, change: 1 | -1) => {
    const streamsOfCaller = (counts.get(caller) ?? 0) + change;
    if (streamsOfCaller > 0) counts.set(caller, streamsOfCaller);
    else counts.delete(caller);
  };
  const forget = (stream: EventStream) => {
    streams.delete(stream);
    count(stream.caller, -1);
    if (streams.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };

  return {
    open(res, caller) {
      if ((counts.get(caller) ?? 0) >= limits.streams_of_caller) throw tooManyStreams();
      const stream = new EventStream(res, { caller, unsent, forget });
      if (stream.isClosed) return stream;
      streams.add(stream);
      count(caller, 1);
      timer ??= setInterval(checkAll, Math.min(timeouts.heartbeatMs / 15, timeouts.slowMs / 5));
      return stream;
    },
  };
}

/** A stream to one client. A class, because thousands of streams share its methods. */
export class EventStream {
  /** Called when the client has read enough to send more, after backpressure. */
  onDrain: (() => void) | undefined;
  /** Called when the connection has closed, on either side. */
  onClose: (() => void) | undefined;
  readonly caller: string;
  readonly #res: ApiResponse;
  readonly #unsent: UnsentResponses;
  #sentAt = performance.now();
  #backpressuredSince: number | undefined;

  constructor(
    res: ApiResponse,
    {
      caller,
      unsent,
      forget,
    }: { caller: string; unsent: UnsentResponses; forget: (stream: EventStream) => void },
  ) {
    this.caller = caller;
    this.#res = res;
    this.#unsent = unsent;
    if (this.isClosed) return;
    unsent.track(caller, res);
    res.once("close", () => {
      forget(this);
      this.onClose?.();
    });
    res.on("drain", () => {
      if (this.#backpressuredSince === undefined) return;
      this.#backpressuredSince = undefined;
      this.onDrain?.();
    });
    res.set({
      "Content-Type": "text/event-stream; charset=utf-8",
      // A proxy that compresses a stream may wait for more of it.
      "Cache-Control": "no-store, no-transform",
      "X-Accel-Buffering": "no",
    });
    // A random delay, so that clients that were cut off together do not reconnect together.
    res.write(`retry: ${Math.round(RETRY_MS * (1 + Math.random()))}\n\n`);
  }

  /** Whether nothing more can be sent. */
  get isClosed(): boolean {
    return this.#res.writableEnded || this.#res.destroyed;
  }

  /** Whether the client is slower than the stream: send nothing more until `onDrain` is called. */
  get isBackpressured(): boolean {
    return this.#backpressuredSince !== undefined;
  }

  /**
   * Sends the text of messages; does nothing once the stream has ended. Disconnects a client that
   * leaves too much unread, on all its connections together. It can reconnect and resume.
   */
  send(text: string | Buffer): void {
    if (this.isClosed) return;
    this.#sentAt = performance.now();
    if (this.#res.write(text)) return;
    this.#backpressuredSince ??= this.#sentAt;
    if (this.#unsent.bytesOf(this.caller) > limits.unsent_bytes) this.destroy();
  }

  end(text: string): void {
    this.#res.end(text);
  }

  destroy(): void {
    this.#res.destroy();
  }

  checkTimeouts(now: number, { heartbeatMs, slowMs }: StreamTimeouts): void {
    if (this.#backpressuredSince !== undefined) {
      if (now - this.#backpressuredSince > slowMs) this.destroy();
    } else if (now - this.#sentAt >= heartbeatMs && !this.isClosed) {
      this.#sentAt = now;
      this.#res.write(":\n\n");
    }
  }
}

function tooManyStreams(): Problem {
  const limit = limits.streams_of_caller;
  return new Problem(
    "too_many_streams",
    `You have ${limit} streams open, which is the maximum. Close one first.`,
    { limit, retry_after: 1 },
  );
}
