/** The header with which a server that has replicas says how far what it answered is. */
export const positionHeader = "slacky-position";

/** What a server answers that does not know the position. It sends the next read to the primary. */
const unknown = "unknown";

/** A position that a read is sent with. Each that is kept is an object of its own. */
interface Kept {
  readonly text: string;
}

/** What a client has seen. Its later reads show at least that, whatever serves them. */
export class Position {
  // A client that has seen nothing accepts what any replica shows that may serve at all.
  #kept: Kept = { text: "any" };

  get current(): Kept {
    return this.#kept;
  }

  /**
   * Keeps the greater of two positions of one history, because answers to requests in parallel come
   * in any order, and the newer one of different histories. `sent` is what the request was sent with:
   * only an answer to a read by the primary replaces a position that is not known.
   */
  keep(received: string | null, sent?: Kept): void {
    if (received === null) return;
    const { text } = this.#kept;
    if (text === unknown && received !== unknown && sent !== this.#kept) return;
    const isOfOneHistory =
      text.length === received.length && historyOf(text) === historyOf(received);
    if (!isOfOneHistory || received > text || received === unknown) this.#kept = { text: received };
  }

  /** A write may have taken effect, or a stream has sent news, and nobody has said where. */
  forget(): void {
    this.#kept = { text: unknown };
  }
}

function historyOf(text: string): string {
  return text.slice(0, text.indexOf("."));
}
