import pg from "pg";
import { detectPooler, isConnectionLost, rowsOf, sendBatch } from "./driver/batch.ts";
import { asProblem, isStalePlan } from "./failures.ts";
import { type Owner, Shares } from "./shares/shares.ts";
import { TimeAccounts } from "./shares/time-accounts.ts";
import type { Sql } from "./sql.ts";

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
  /** Takes a connection. Throws `rate_limited` if the owner has too many. */
  connect(): Promise<Connection>;
  /**
   * The same pool, within the share of a caller and a workspace. Without an owner it is for jobs,
   * probes and what serves all callers: the owners together leave one connection free for it.
   */
  sharedBy(owner: Owner): Db;
  close(): Promise<void>;
}

/** A connection that is used by one request. */
export interface Connection {
  readonly client: pg.PoolClient;
  /** Gives it back, or closes it. Must be called once. */
  release(isLost: boolean): void;
}

/** The maximum number of connections of one pool. */
export const poolSize = 10;

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * `onError` is called for connections that die while idle; without a listener they would end the
 * process.
 */
export function createPool(
  url: string,
  { size = poolSize, onError = () => {} }: { size?: number; onError?: (error: Error) => void } = {},
): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    application_name: "slacky",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    onConnect: detectPooler,
  } as pg.PoolConfig);
  pool.on("error", onError);
  pool.on("connect", (client) => client.on("error", onError));

  return new PoolDb(pool, new Shares(Math.max(1, size - 1), new TimeAccounts()), undefined);
}

/** A class, because every request has one, and all share its methods. */
class PoolDb implements Db {
  readonly pool: pg.Pool;
  readonly #shares: Shares;
  readonly #owner: Owner | undefined;

  constructor(pool: pg.Pool, shares: Shares, owner: Owner | undefined) {
    this.pool = pool;
    this.#shares = shares;
    this.#owner = owner;
  }

  get waitingCount(): number {
    return this.pool.waitingCount + this.#shares.waitingCount;
  }

  sharedBy(owner: Owner): Db {
    return new PoolDb(this.pool, this.#shares, owner);
  }

  async connect(): Promise<Connection> {
    if (!this.#owner) return toConnection(await this.pool.connect());
    const taken = this.#shares.take(this.#owner);
    const place = taken instanceof Promise ? await taken : taken;
    try {
      return toConnection(await this.pool.connect(), () => this.#shares.giveBack(place));
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
    return this.pool.end();
  }

  async #send(statements: readonly Sql<unknown>[]): Promise<unknown[][]> {
    try {
      const { client, release } = await this.connect();
      let sent = await sendBatch(client, statements);
      if (isStalePlan(sent.error)) sent = await sendBatch(client, statements);
      release(isConnectionLost(sent));
      return rowsOf(sent);
    } catch (error) {
      throw asProblem(error);
    }
  }
}

function toConnection(client: pg.PoolClient, giveBack?: () => void): Connection {
  return {
    client,
    release(isLost) {
      client.release(isLost);
      giveBack?.();
    },
  };
}
