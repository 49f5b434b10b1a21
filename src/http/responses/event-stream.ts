import type { IncomingMessage } from "node:http";
import type { Answer } from "../locals.ts";

const RETRY_MS = 1_000;

/** What a reader is given, in milliseconds. */
export interface StreamPatience {
  heartbeatMs: number;
  /** How long it may leave what was sent to it unread. It can come back and go on where it was. */
  slowMs: number;
}

const usualPatience: StreamPatience = { heartbeatMs: 15_000, slowMs: 30_000 };

/** The streams of a server. One timer looks after all of them, however many they are. */
export interface EventStreams {
  /** Begins to answer with a stream. Nothing of the request is needed for it any more. */
  open(res: Answer): EventStream;
}

/**
 * A heartbeat after 15 s in which nothing was sent keeps proxies from taking silence for death. A reader that
 * takes nothing for too long is cut.
 */
export function createEventStreams(patience: StreamPatience = usualPatience): EventStreams {
  const streams = new Set<EventStream>();
  let timer: NodeJS.Timeout | undefined;
  const lookAfterAll = () => {
    const now = performance.now();
    for (const stream of streams) stream.lookAfter(now, patience);
  };
  const forget = (stream: EventStream) => {
    streams.delete(stream);
    if (streams.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };

  return {
    open(res) {
      const stream = new EventStream(res, forget);
      if (stream.isOver) return stream;
      streams.add(stream);
      timer ??= setInterval(lookAfterAll, Math.min(patience.heartbeatMs / 15, patience.slowMs / 5));
      return stream;
    },
  };
}

/** A stream to one reader. A class, because thousands of them share its methods. */
export class EventStream {
  /** Hears that the reader has taken what was sent, after `send` said that they had not. */
  onTaken: (() => void) | undefined;
  /** Hears that the reader is gone, or was cut. */
  onGone: (() => void) | undefined;
  readonly #res: Answer;
  #sentAt = performance.now();
  #untakenSince: number | undefined;

  constructor(res: Answer, forget: (stream: EventStream) => void) {
    this.#res = res;
    if (this.isOver) return;
    res.once("close", () => {
      forget(this);
      this.onGone?.();
    });
    res.on("drain", () => {
      if (this.#untakenSince === undefined) return;
      this.#untakenSince = undefined;
      this.onTaken?.();
    });
    res.set({
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-store",
      "X-Accel-Buffering": "no",
    });
    // Readers that were cut off together do not come back together.
    res.write(`retry: ${Math.round(RETRY_MS * (1 + Math.random()))}\n\n`);
    lighten(res);
  }

  /** Whether nothing more can be sent. */
  get isOver(): boolean {
    return this.#res.writableEnded || this.#res.destroyed;
  }

  /** Whether the reader has yet to take what was sent: send nothing more before `onTaken`. */
  get isUntaken(): boolean {
    return this.#untakenSince !== undefined;
  }

  /** Sends the text of messages; nothing where the stream is over. */
  send(text: string | Buffer): void {
    if (this.isOver) return;
    this.#sentAt = performance.now();
    if (!this.#res.write(text)) this.#untakenSince ??= this.#sentAt;
  }

  end(text: string): void {
    this.#res.end(text);
  }

  cut(): void {
    this.#res.destroy();
  }

  lookAfter(now: number, { heartbeatMs, slowMs }: StreamPatience): void {
    if (this.#untakenSince !== undefined) {
      if (now - this.#untakenSince > slowMs) this.cut();
    } else if (now - this.#sentAt >= heartbeatMs && !this.isOver) {
      this.#sentAt = now;
      this.#res.write(":\n\n");
    }
  }
}

/**
 * Lets go of what a request holds and its stream does not need: headers, what the middlewares left, and
 * Express's way through them. It would be held for as long as the stream lasts.
 */
function lighten(res: Answer): void {
  const { request_id, caller } = res.locals;
  const req: IncomingMessage & { next?: unknown; rateLimit?: unknown } = res.req;
  res.locals = { request_id, ...(caller && { caller }) } as Answer["locals"];
  req.headers = {};
  req.rawHeaders = [];
  req.next = undefined;
  req.rateLimit = undefined;
  // The headers that were sent, 5 KB: twenty pairs, and the text that was joined of them. Node has no word for it.
  for (const symbol of Object.getOwnPropertySymbols(res)) {
    if (symbol.description === "kOutHeaders") Object.assign(res, { [symbol]: null });
  }
  Object.assign(res, { _header: "sent" });
}
