import type { PrincipalWithExpiry } from "../../auth/workspace-context.ts";
import { type EndReason, type FeedStream, type SsePage, toEndMessage } from "./sse-messages.ts";

/** Somebody who follows a feed, and how far they are. A class, because thousands of them share its methods. */
export class Follower {
  readonly workspace_id: string;
  readonly principal: PrincipalWithExpiry;
  readonly stream: FeedStream;
  /** The last sequence that they were told, or that nothing was left to tell up to. */
  last: number;
  #epoch: string | undefined;

  constructor(
    of: { workspace_id: string; principal: PrincipalWithExpiry; stream: FeedStream },
    from: number,
  ) {
    this.workspace_id = of.workspace_id;
    this.principal = of.principal;
    this.stream = of.stream;
    this.last = from;
  }

  /** Tells what is new to them of a page that begins no further than behind their last sequence. */
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
