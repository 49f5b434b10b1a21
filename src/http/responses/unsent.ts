import { limits } from "../../limits.ts";
import { Problem } from "../../problems.ts";

/** Responses that clients have not accepted yet. They fill the memory of this process. */
export interface UnsentResponses {
  /** How many bytes of responses to this caller are unsent. */
  bytesOf(caller: string): number;
  /** Counts a response until its connection has closed or accepted all of it. */
  track(caller: string, res: TrackedResponse): void;
  /**
   * Throws `rate_limited` if the caller leaves so much unread that a response of so many bytes
   * would exceed the limit. With nothing unread, a response may have any size.
   */
  requireRoom(caller: string, bytes?: number): void;
}

/** What is used of a response: how many bytes its connection has not accepted yet. */
interface TrackedResponse {
  readonly writableLength: number;
  readonly writableEnded: boolean;
  once(event: "close", listener: () => void): unknown;
}

export function createUnsentResponses(): UnsentResponses {
  const responses = new Map<string, Set<TrackedResponse>>();

  const bytesOf = (caller: string): number => {
    let bytes = 0;
    for (const { writableLength } of responses.get(caller) ?? []) bytes += writableLength;
    return bytes;
  };
  const forget = (caller: string, res: TrackedResponse) => {
    const own = responses.get(caller);
    own?.delete(res);
    if (own?.size === 0) responses.delete(caller);
  };
  return {
    bytesOf,
    track(caller, res) {
      // Most responses are accepted at once.
      if (res.writableEnded && res.writableLength === 0) return;
      const own = responses.get(caller);
      if (own) own.add(res);
      else responses.set(caller, new Set([res]));
      res.once("close", () => forget(caller, res));
    },
    requireRoom(caller, bytes = 0) {
      const unsent = bytesOf(caller);
      if (unsent === 0 || unsent + bytes <= limits.unsent_bytes) return;
      throw new Problem(
        "rate_limited",
        `${unsent} bytes of responses to you are unread. Read them before you send more requests.`,
        { retry_after: 1, limit: limits.unsent_bytes },
      );
    },
  };
}
