import type { FeedPage } from "../feed/read-feed.ts";

/** The stream of one reader, as the feed sees it. */
export interface FeedStream {
  readonly isClosed: boolean;
  /** Whether the reader has yet to take what was sent: send nothing more before `onDrain`. */
  readonly isBackpressured: boolean;
  onDrain: (() => void) | undefined;
  onClose: (() => void) | undefined;
  send(text: string | Buffer): void;
  end(text: string): void;
  destroy(): void;
}

/** Why a stream ends: what its reader should do next depends on it. */
export type EndReason = "stopping" | "token_expired" | "no_access" | "feed_reset" | "events_pruned";

/**
 * A page of the feed as messages of a stream, made once for all who read it: one message an event, named by its
 * sequence. Beside them two about the stream, which have no name: `epoch`, first of all and again where it
 * changes, and `end`, last of all, with the reason.
 */
export interface SsePage {
  epoch: string;
  epochMessage: string;
  messages: { sequence: number; text: string }[];
  whole: Buffer;
  /** The sequence that a reader of this page is at. */
  last: number;
  head: number;
}

export function toSseMessages({ data, epoch, head }: FeedPage): SsePage {
  const messages = data.map((event) => ({
    sequence: event.sequence,
    text: formatMessage({ id: String(event.sequence), event: event.type, data: event }),
  }));
  return {
    epoch,
    epochMessage: formatMessage({ event: "epoch", data: { epoch, head } }),
    messages,
    whole: Buffer.from(messages.map(({ text }) => text).join("")),
    // A page without an event is the end, though the head may be further: an epoch that begins skips numbers.
    last: data.at(-1)?.sequence ?? head,
    head,
  };
}

export function toEndMessage(reason: EndReason): string {
  return formatMessage({ event: "end", data: { reason } });
}

/**
 * One message of a stream (WHATWG HTML, section 9.2); `id` is what a reader that comes back names in
 * `Last-Event-ID`. A message about the stream itself has none, and so leaves the reader where it is.
 */
function formatMessage({ id, event, data }: { id?: string; event: string; data: unknown }): string {
  const name = id === undefined ? "" : `id: ${id}\n`;
  return `${name}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
