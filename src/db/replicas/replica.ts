import { Problem } from "../../problems.ts";
import { describeDatabaseUrl } from "../database-url.ts";
import { rowsOf, sendBatch } from "../driver/batch.ts";
import { type Connection, createPool, type Db } from "../pool.ts";
import type { Owner } from "../shares/shares.ts";
import type { TimeAccounts } from "../shares/time-accounts.ts";
import { prepared, type Sql, sql } from "../sql.ts";
import { toDigits, toLsn } from "./position.ts";

const CONNECTIONS_MAX = 10;
const LEFT_OUT_MS = 250;
const LEFT_OUT_MS_MAX = 5_000;

/** The replica must not be used for this read, and is as good as before for others. */
export class ReplicaBehind extends Error {}

/** The caller's own reads took the time, because they use its share of the connections. */
export class ShareUsedUp extends Error {}

/** What a replica must have replayed: this much of the log of this history. */
export interface Least {
  /** What `relay.cluster` must contain. */
  history: string;
  /** An LSN as 16 hex digits. */
  l: string;
}

/** The rows of each statement, and the LSN up to which they show everything, as 16 hex digits. */
export interface ReplicaRows {
  rows: unknown[][];
  l: string;
}

/** One replica: its connections, and whether it is left out because it failed. */
export class Replica {
  /** For people and metrics: `db2:5432`. */
  readonly name: string;
  readonly db: Db;
  #failures = 0;
  #failedAt = Number.NEGATIVE_INFINITY;
  #leftOutUntil = Number.NEGATIVE_INFINITY;

  constructor(url: string, accounts: TimeAccounts) {
    this.name = describeDatabaseUrl(url).replace(/\/[^/]*$/, "");
    this.db = createPool(url, { size: CONNECTIONS_MAX, server: "standby", accounts });
  }

  /** Whether a read may try it. After a failure, one read at a time does. */
  take(): boolean {
    const now = performance.now();
    if (now < this.#leftOutUntil) return false;
    if (this.#failures > 0) this.#leftOutUntil = now + this.#pauseMs();
    return true;
  }

  /**
   * Sends the guard, the statements and the question for the position in one batch. Throws
   * ReplicaBehind if the guard does not let them count, and ShareUsedUp. `deadline` is by the
   * monotonic clock; a connection that has not answered by then is closed.
   */
  async send(
    statements: readonly Sql<unknown>[],
    { least, owner, deadline }: { least: Least; owner?: Owner | undefined; deadline: number },
  ): Promise<ReplicaRows> {
    const startedAt = performance.now();
    const db = owner ? this.db.sharedBy(owner) : this.db;
    let hasWaited = false;
    try {
      const connecting = db.connect(() => {
        hasWaited = true;
      });
      const { client, release } = await within(connecting, deadline);
      const sent = await sendBatch(client, [guard(least), ...statements, readReplayed], {
        timeoutMs: Math.max(1, deadline - performance.now()),
      });
      release(sent.error !== undefined);
      // A refused guard explains why a later statement failed, for example on an older schema.
      const [first] = sent.results[0]?.rows ?? [];
      if (first) checkGuard(first as GuardRow);
      const rows = rowsOf(sent).slice(1);
      const [replayed] = rows.pop() as { lsn: string }[];
      if (!replayed) throw new Error("The replica did not say how far it is.");
      this.#failures = 0;
      return { rows, l: toDigits(replayed.lsn) };
    } catch (error) {
      if (mayBeHealthy(error)) throw error;
      // It had less time than a replica needs. If the replica fails, those that did not wait see it.
      if (hasWaited)
        throw new ShareUsedUp("The caller's own reads took too long.", { cause: error });
      this.#noteFailure(startedAt);
      throw error;
    }
  }

  close(): Promise<void> {
    return this.db.close();
  }

  /** Of reads that were in progress together, all failures are one. */
  #noteFailure(startedAt: number): void {
    if (startedAt < this.#failedAt) return;
    this.#failures += 1;
    this.#failedAt = performance.now();
    this.#leftOutUntil = this.#failedAt + this.#pauseMs();
  }

  #pauseMs(): number {
    return Math.min(LEFT_OUT_MS_MAX, LEFT_OUT_MS * 2 ** (this.#failures - 1));
  }
}

/** It only lags, or too many reads of the caller wait for its connections. */
function mayBeHealthy(error: unknown): boolean {
  return error instanceof ReplicaBehind || error instanceof Problem;
}

interface GuardRow {
  /** Whether rows of this server may count at all. */
  is_fit: boolean;
  is_current: boolean | null;
}

/**
 * A statement of its own before the reads, never a part of them: a statement sees what was replayed
 * before it began, so one that checks the position while it runs would show less than it checked.
 * For the same reason it must be READ COMMITTED, where each statement of the batch sees anew. The
 * history is compared because a replica that could not follow a promotion may have the higher LSN.
 */
function guard({ history, l }: Least): Sql<GuardRow> {
  return prepared(sql<GuardRow>`
    select pg_is_in_recovery()
             and current_setting('transaction_isolation') = 'read committed' as is_fit,
           pg_last_wal_replay_lsn() >= ${toLsn(l)}::pg_lsn
             and (select r.cluster from relay r where r.id = 1) = ${history} as is_current`);
}

function checkGuard({ is_fit, is_current }: GuardRow): void {
  if (!is_fit) {
    throw new Error("This server is not a replica whose statements are READ COMMITTED.");
  }
  if (is_current !== true) throw new ReplicaBehind("The replica has not replayed this yet.");
}

/** After the reads: before them, it would often be less than what they have seen. */
const readReplayed = prepared(sql<{ lsn: string }>`
  select pg_last_wal_replay_lsn()::text as lsn`);

/** A connection that comes too late is given back unused. */
async function within(connecting: Promise<Connection>, deadline: number): Promise<Connection> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, deadline - performance.now(), undefined);
  });
  const connection = await Promise.race([connecting, tooLate]).finally(() => clearTimeout(timer));
  if (connection) return connection;
  connecting.then(({ release }) => release(false)).catch(() => {});
  throw new Error("The replica gave no connection in time.");
}
