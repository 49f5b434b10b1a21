import type { FeedPage } from "../feed/read-feed.ts";

/** The stream of one client, as the feed uses it. */
export interface FeedStream {
  readonly isClosed: boolean;
  /**
   * Whether the client has not yet accepted what was sent: send nothing more until `onDrain` is
   * called.
   */
  readonly isBackpressured: boolean;
  onDrain: (() => void) | undefined;
  onClose: (() => void) | undefined;
  send(text: string | Buffer): void;
  end(text: string): void;
  destroy(): void;
}

/** Why a stream ends, which determines what the client should do next. */
export type EndReason = "stopping" | "token_expired" | "no_access" | "feed_reset" | "events_pruned";

/**
 * A page of the feed as server-sent events, created once for all followers: one message per event,
 * with its sequence as ID. Two messages without ID are about the stream: `epoch`, sent first and
 * when it changes, and `end`, sent last with the reason.
 */
export interface SsePage {
  epoch: string;
  epochMessage: string;
  messages: { sequence: number; text: string }[];
  whole: Buffer;
  /** The sequence that a follower has reached after this page. */
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
    // A page without events is the end of the feed, although the head may be higher: a new epoch
    // skips sequences.
    last: data.at(-1)?.sequence ?? head,
    head,
  };
}

export function toEndMessage(reason: EndReason): string {
  return formatMessage({ event: "end", data: { reason } });
}

/**
 * One message of a stream (WHATWG HTML, section 9.2). A reconnecting client sends the last `id` as
 * `Last-Event-ID`. Messages about the stream itself have none, and so do not change the client's
 * position.
 */
export function formatMessage({
  id,
  event,
  data,
}: {
  id?: string;
  event: string;
  data: unknown;
}): string {
  const name = id === undefined ? "" : `id: ${id}\n`;
  return `${name}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
