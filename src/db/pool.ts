import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { beginSession, canWriteElsewhere } from "./connection/begin-session.ts";
import { Breaker } from "./connection/breaker.ts";
import { createConnector } from "./connection/connector.ts";
import { sessionSettings } from "./connection/session-settings.ts";
import { isUnfit, keepWhenUnanswered, lateAnswer, rowsOf, sendBatch } from "./driver/batch.ts";
import { asProblem, isOutOfConnections, isRetryable } from "./failures.ts";
import { type LogPosition, readLogPosition } from "./replicas/position.ts";
import { type Owner, Shares } from "./shares/shares.ts";
import { TimeAccounts } from "./shares/time-accounts.ts";
import { type Sql, sql } from "./sql.ts";

/** Runs statements and returns their rows. Both the pool and a transaction implement it. */
export interface Queryable {
  query<Row>(statement: Sql<Row>): Promise<Row[]>;
  /**
   * Sends statements in one batch and returns the rows of each. Throws the first failure; no later
   * statement has an effect.
   */
  batch<const Statements extends readonly Sql<unknown>[]>(
    statements: Statements,
  ): Promise<RowsOfEach<Statements>>;
}

/** The row arrays of a batch, in the order of its statements. */
export type RowsOfEach<Statements extends readonly Sql<unknown>[]> = {
  -readonly [I in keyof Statements]: Statements[I] extends Sql<infer Row> ? Row[] : never;
};

/**
 * The pool, or what one owner may use of it. Reads may run on it directly; what writes or locks
 * needs `transaction()`.
 */
export interface Db extends Queryable {
  readonly pool: pg.Pool;
  /** How many requests wait for a connection, of whatever owner. */
  readonly waitingCount: number;
  /**
   * Takes a connection. Throws `rate_limited` if the owner has too many, and
   * ConnectError if none can be opened. Calls `onWait` if the owner's share has no place now.
   */
  connect(onWait?: () => void): Promise<Connection>;
  /**
   * The same pool, within the share of a caller and a workspace. Without an owner it is for jobs,
   * probes and what serves all callers: the owners together leave one connection free for it.
   */
  sharedBy(owner: Owner): Db;
  /** Receives the position of the primary after each commit and each read, if somebody wants it. */
  readonly onPosition: OnPosition | undefined;
  /** The same pool, whose transactions and reads report the position. */
  reportingTo(onPosition: OnPosition): Db;
  /** The same pool; calls `note` whenever a connection of it was taken. */
  notingUse(note: () => void): Db;
  close(): Promise<void>;
}

/** Called after a commit or a read, with undefined if the position could not be read. */
export type OnPosition = (position: LogPosition | undefined) => void;

/** A connection that is used by one request. */
export interface Connection {
  readonly client: pg.PoolClient;
  /** Gives it back, or closes it if it is lost or cannot do its work. Must be called once. */
  release(isLost: boolean): void;
}

const CONNECT_TIMEOUT_MS = 5_000;
const RETRY_MS = 50;

export interface PoolOptions {
  /** The maximum number of connections. */
  size?: number;
  /** Called for connections that die while idle; without a listener they would end the process. */
  onError?: (error: Error) => void;
  /** What each session begins with. */
  settings?: Readonly<Record<string, string>>;
  /** Whose connection time is used up, in all pools of the process. */
  accounts?: TimeAccounts;
  /** Whether it is for writes: while commits wait, it gives no connection. */
  writes?: boolean;
  /** What its server must be; any other is refused. */
  server?: "primary" | "standby";
}

/** Throws ConnectError if a file that the address names cannot be read. */
export function createPool(
  url: string,
  {
    size = 10,
    onError = () => {},
    settings = sessionSettings,
    accounts,
    writes = false,
    server = "primary",
  }: PoolOptions = {},
): Db {
  const { Client, open, close } = createConnector(url);
  const pool = new pg.Pool({
    Client,
    max: size,
    application_name: "slacky",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    onConnect: async (client) => {
      await beginSession(client, settings, server);
      if (writes) keepWhenUnanswered(client);
    },
  } as pg.PoolConfig);
  pool.on("error", onError);
  pool.on("connect", (client) => client.on("error", onError));

  const shares = new Shares(Math.max(1, size - 1), accounts ?? new TimeAccounts());
  const take = () => takeWhenFree(pool, () => open(() => pool.connect()));
  const breaker = new Breaker((pids) => listWaiting(url, pids));
  const end = async () => {
    await breaker.close();
    await pool.end().finally(close);
  };
  return new PoolDb({ pool, take, breaker, end }, shares, undefined);
}

/** Returns which of these backends wait for a synchronous standby. */
async function listWaiting(url: string, pids: readonly number[]): Promise<number[]> {
  const db = createPool(url, { size: 1 });
  try {
    const rows = await db.query(sql<{ pid: number }>`
      select pid
        from pg_stat_activity
       where pid = any(${pids}::integer[])
         and wait_event = 'SyncRep'`);
    return rows.map(({ pid }) => pid);
  } finally {
    await db.close();
  }
}

/**
 * Where the database has no connection left for us, waits for one of the pool's own to become free,
 * if it has any.
 */
async function takeWhenFree(
  pool: pg.Pool,
  take: () => Promise<pg.PoolClient>,
): Promise<pg.PoolClient> {
  const deadline = performance.now() + CONNECT_TIMEOUT_MS;
  for (;;) {
    try {
      return await take();
    } catch (error) {
      const mayBecomeFree = error instanceof Error && isOutOfConnections(error.cause);
      if (!mayBecomeFree || pool.totalCount === 0 || performance.now() > deadline) throw error;
      await sleep(RETRY_MS);
    }
  }
}

/** A pool, how to take a connection of it, when not to, and how to close it. */
interface Source {
  pool: pg.Pool;
  take(): Promise<pg.PoolClient>;
  breaker: Breaker;
  end(): Promise<void>;
}

/** A class, because every request has one, and all share its methods. */
class PoolDb implements Db {
  readonly pool: pg.Pool;
  readonly #source: Source;
  readonly #shares: Shares;
  readonly #owner: Owner | undefined;
  readonly onPosition: OnPosition | undefined;

  constructor(
    source: Source,
    shares: Shares,
    owner: Owner | undefined,
    onPosition?: OnPosition | undefined,
  ) {
    this.pool = source.pool;
    this.#source = source;
    this.#shares = shares;
    this.#owner = owner;
    this.onPosition = onPosition;
  }

  get waitingCount(): number {
    return this.pool.waitingCount + this.#shares.waitingCount;
  }

  sharedBy(owner: Owner): Db {
    return new PoolDb(this.#source, this.#shares, owner, this.onPosition);
  }

  reportingTo(onPosition: OnPosition): Db {
    return new PoolDb(this.#source, this.#shares, this.#owner, onPosition);
  }

  notingUse(note: () => void): Db {
    const take = async () => {
      const client = await this.#source.take();
      note();
      return client;
    };
    return new PoolDb({ ...this.#source, take }, this.#shares, this.#owner, this.onPosition);
  }

  async connect(onWait?: () => void): Promise<Connection> {
    const { take, breaker } = this.#source;
    breaker.check();
    if (!this.#owner) return toConnection(await take(), breaker);
    const taken = this.#shares.take(this.#owner);
    if (taken instanceof Promise) onWait?.();
    const place = taken instanceof Promise ? await taken : taken;
    try {
      return toConnection(await take(), breaker, () => this.#shares.giveBack(place));
    } catch (error) {
      this.#shares.giveBack(place);
      throw error;
    }
  }

  async query<Row>(statement: Sql<Row>): Promise<Row[]> {
    return (await this.#send([statement]))[0] as Row[];
  }

  async batch<const Statements extends readonly Sql<unknown>[]>(
    statements: Statements,
  ): Promise<RowsOfEach<Statements>> {
    return (await this.#send(statements)) as RowsOfEach<Statements>;
  }

  close(): Promise<void> {
    return this.#source.end();
  }

  async #send(statements: readonly Sql<unknown>[]): Promise<unknown[][]> {
    if (!this.onPosition) return await this.#sendOnly(statements);
    const rows = await this.#sendOnly([...statements, readLogPosition]);
    this.onPosition((rows.pop() as LogPosition[])[0]);
    return rows;
  }

  async #sendOnly(statements: readonly Sql<unknown>[]): Promise<unknown[][]> {
    try {
      // Each connection that cannot write any more is closed, so the last one is new.
      for (let left = this.pool.options.max; ; left -= 1) {
        const { client, release } = await this.connect();
        let sent = await sendBatch(client, statements);
        if (isRetryable(sent.error)) sent = await sendBatch(client, statements);
        release(false);
        if (left === 0 || !canWriteElsewhere(client, sent.error)) return rowsOf(sent);
      }
    } catch (error) {
      throw asProblem(error);
    }
  }
}

function toConnection(client: pg.PoolClient, breaker: Breaker, giveBack?: () => void): Connection {
  return {
    client,
    release(isLost) {
      const answer = lateAnswer(client);
      if (answer) breaker.keep(client, answer);
      else client.release(isLost || isUnfit(client));
      giveBack?.();
    },
  };
}
