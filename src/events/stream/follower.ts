import type { Principal } from "../../auth/workspace-context.ts";
import { type EndReason, type FeedStream, type SsePage, toEndMessage } from "./sse-messages.ts";

/**
 * A client that follows a feed, and its position. A class, because thousands of followers share its
 * methods.
 */
export class Follower {
  readonly workspace_id: string;
  readonly principal: Principal;
  readonly stream: FeedStream;
  /** The last sequence that was sent, or up to which there was nothing to send. */
  last: number;
  #epoch: string | undefined;

  constructor(
    client: { workspace_id: string; principal: Principal; stream: FeedStream },
    from: number,
  ) {
    this.workspace_id = client.workspace_id;
    this.principal = client.principal;
    this.stream = client.stream;
    this.last = from;
  }

  /**
   * Sends the events of a page that are new to this follower. The page must start at or before its
   * position.
   */
  send({ epoch, epochMessage, messages, whole, last }: SsePage): void {
    if (epoch !== this.#epoch) this.stream.send(epochMessage);
    this.#epoch = epoch;
    const [first] = messages;
    if (first && first.sequence > this.last) this.stream.send(whole);
    else if (last > this.last) {
      const fresh = messages.filter(({ sequence }) => sequence > this.last);
      if (fresh.length > 0) this.stream.send(fresh.map(({ text }) => text).join(""));
    }
    this.last = Math.max(this.last, last);
  }

  hasExpired(now_ms: number): boolean {
    const { expires_at } = this.principal;
    return expires_at !== null && expires_at * 1000 <= now_ms;
  }

  end(reason: EndReason): void {
    if (!this.stream.isClosed) this.stream.end(toEndMessage(reason));
  }
}
