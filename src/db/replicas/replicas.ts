import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "../../config.ts";
import type { TimeAccounts } from "../shares/time-accounts.ts";
import { createFloor, type Floor, LAG_MAX_MS } from "./floor.ts";
import {
  formatPosition,
  hashOfHistory,
  type LogPosition,
  parsePosition,
  toDigits,
} from "./position.ts";
import { type Least, Replica, ReplicaBehind } from "./replica.ts";

/** What became of a read that wanted a replica. */
export type ReplicaOutcome = "served" | "behind" | "failed" | "refused" | "left_out";

/** Counts the reads of a process, for its metrics. */
export interface ReplicaCounts {
  countRead(from: "primary" | "replica"): void;
  countReplicaRead(replica: string, outcome: ReplicaOutcome): void;
  noteLag(replica: string, seconds: number): void;
}

interface ReplicaOptions {
  /** Whose connection time is used up, in all pools of the process. */
  accounts: TimeAccounts;
  counts: ReplicaCounts;
  /** Called when the primary cannot say where it is, so that no replica is used. */
  onError: (error: unknown) => void;
}

/** Throws ConnectError if a file that an address names cannot be read. */
export function createReplicas(
  { databaseUrl, replicaUrls, replicaReads }: Config,
  { accounts, counts, onError }: ReplicaOptions,
): Replicas {
  return new Replicas({
    replicas: replicaUrls.map((url) => new Replica(url, accounts)),
    floor: createFloor(databaseUrl, { onError }),
    readsAll: replicaReads === "all",
    counts,
  });
}

/** The replicas of an installation, and how far each of them must be for a read. */
export class Replicas {
  readonly replicas: readonly Replica[];
  readonly counts: ReplicaCounts;
  readonly #floor: Floor;
  /** Whether a read without a position may be as old as LAG_MAX_MS. */
  readonly readsAll: boolean;
  /** When each replica was last known to show what the primary had. */
  readonly #currentAt = new Map<Replica, number>();
  #next = 0;

  constructor({
    replicas,
    floor,
    readsAll,
    counts,
  }: { replicas: Replica[]; floor: Floor; readsAll: boolean; counts: ReplicaCounts }) {
    this.replicas = replicas;
    this.counts = counts;
    this.#floor = floor;
    this.readsAll = readsAll;
  }

  /** What a replica must have replayed for a read with this header; undefined for the primary. */
  least(sent: string | undefined): Least | undefined {
    this.#floor.want();
    const floor = this.#floor.current();
    if (!floor) return undefined;
    const { history, h, l } = floor;
    if (sent === undefined || sent === "any") return { history, l };
    const position = parsePosition(sent);
    if (position?.h !== h) return undefined;
    return { history, l: position.l > l ? position.l : l };
  }

  /** A replica that is not left out; each in turn. */
  take(): Replica | undefined {
    for (let tried = 0; tried < this.replicas.length; tried += 1) {
      const replica = this.replicas[this.#next++ % this.replicas.length];
      if (replica?.take()) return replica;
      if (replica) this.counts.countReplicaRead(replica.name, "left_out");
    }
    return undefined;
  }

  /** Whether the history of the primary is known, without which there are no positions. */
  get isKnown(): boolean {
    return this.#floor.latest() !== undefined;
  }

  /** The text for a client; undefined if the history of the primary is not known. */
  textOf({ timeline, lsn }: LogPosition): string | undefined {
    const { system_identifier } = this.#floor.latest() ?? {};
    if (system_identifier === undefined) return undefined;
    const h = hashOfHistory(`${system_identifier}/${timeline}`);
    return formatPosition({ h, l: toDigits(lsn) });
  }

  noteReplayed(replica: Replica, l: string): void {
    const reachedAt = this.#floor.reachedAt(l) ?? Number.NEGATIVE_INFINITY;
    const isCurrent = l >= (this.#floor.latest()?.l ?? "");
    const now = performance.now();
    const last = this.#currentAt.get(replica) ?? Number.NEGATIVE_INFINITY;
    // A replica that lags more does not serve.
    const currentAt = isCurrent ? now : Math.max(now - LAG_MAX_MS, last, reachedAt);
    this.#currentAt.set(replica, currentAt);
    this.counts.noteLag(replica.name, (now - currentAt) / 1_000);
  }

  /**
   * Waits until every replica shows what was committed at this position, or until none that does
   * not may be used any more. It holds no connection of the primary.
   */
  async untilReplayed(text: string | undefined, { committedAt }: { committedAt: number }) {
    const deadline = committedAt + LAG_MAX_MS;
    const position = text === undefined ? undefined : parsePosition(text);
    const history = this.#floor.latest()?.history;
    if (!position || history === undefined || hashOfHistory(history) !== position.h) {
      return await sleepUntil(deadline);
    }
    await Promise.all(
      this.replicas.map((replica) =>
        untilShown(replica, { least: { history, l: position.l }, deadline }),
      ),
    );
  }

  async close(): Promise<void> {
    await this.#floor.close();
    await Promise.all(this.replicas.map((replica) => replica.close()));
  }
}

const WAIT_MS_MIN = 2;
const WAIT_MS_MAX = 50;

async function untilShown(
  replica: Replica,
  { least, deadline }: { least: Least; deadline: number },
): Promise<void> {
  for (let pause = WAIT_MS_MIN; performance.now() < deadline; pause = nextPause(pause)) {
    try {
      await replica.send([], { least, deadline });
      return;
    } catch (error) {
      // A replica that cannot be asked may still be asked by another process.
      if (!(error instanceof ReplicaBehind)) return await sleepUntil(deadline);
    }
    await sleep(Math.min(pause, Math.max(0, deadline - performance.now())));
  }
}

function nextPause(pause: number): number {
  return Math.min(WAIT_MS_MAX, pause * 2);
}

async function sleepUntil(deadline: number): Promise<void> {
  await sleep(Math.max(0, deadline - performance.now()));
}
