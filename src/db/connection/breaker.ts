import { setTimeout as sleep } from "node:timers/promises";
import type { PoolClient } from "pg";
import { pidOf } from "../driver/batch.ts";
import { ConnectError } from "./connect-error.ts";

const PAUSE_MS = 5_000;

/**
 * Closes a pool while commits on its connections wait, as they do for a synchronous standby that is
 * lost. PostgreSQL does not cancel such a commit, and its backend stays after we disconnect. So the
 * connection is kept until it gets its answer: a pool never has more backends than connections, and
 * the answer shows that commits work again.
 */
export class Breaker {
  readonly #waiting = new Set<PoolClient>();
  readonly #stop = new AbortController();
  readonly #listWaiting: (pids: readonly number[]) => Promise<number[]>;
  #looking: Promise<void> | undefined;

  /** `listWaiting` returns which of these backends wait for a standby. */
  constructor(listWaiting: (pids: readonly number[]) => Promise<number[]>) {
    this.#listWaiting = listWaiting;
  }

  /** Throws ConnectError while a commit waits. */
  check(): void {
    if (this.#waiting.size > 0) throw new ConnectError(new Error("commits wait for a standby"));
  }

  /** Keeps a connection on which a commit had no answer in time; `answered` resolves with one. */
  keep(client: PoolClient, answered: Promise<void>): void {
    this.#waiting.add(client);
    void answered.then(() => this.#drop(client));
    this.#looking ??= this.#look();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    for (const client of this.#waiting) this.#drop(client);
    await this.#looking;
  }

  #drop(client: PoolClient): void {
    if (this.#waiting.delete(client)) client.release(true);
  }

  /** A connection without a waiting backend is dead, and says nothing about commits. */
  async #look(): Promise<void> {
    const { signal } = this.#stop;
    while (this.#waiting.size > 0 && !signal.aborted) {
      const looked = [...this.#waiting];
      try {
        const pids = await this.#listWaiting(looked.map(pidOf));
        for (const client of looked) if (!pids.includes(pidOf(client))) this.#drop(client);
      } catch {
        // The database does not respond: nothing could be written.
      }
      if (this.#waiting.size > 0) await sleep(PAUSE_MS, undefined, { signal }).catch(() => {});
    }
    this.#looking = undefined;
  }
}
