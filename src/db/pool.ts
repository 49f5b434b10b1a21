import pg from "pg";
import { detectPooler, isConnectionLost, rowsOf, sendBatch } from "./driver/batch.ts";
import { asProblem, isStalePlan } from "./failures.ts";
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

/** The pool. Reads may run on it directly; what writes or locks needs `transaction()`. */
export interface Db extends Queryable {
  readonly pool: pg.Pool;
  close(): Promise<void>;
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

  const send = async (statements: readonly Sql<unknown>[]): Promise<unknown[][]> => {
    try {
      const client = await pool.connect();
      let sent = await sendBatch(client, statements);
      if (isStalePlan(sent.error)) sent = await sendBatch(client, statements);
      client.release(isConnectionLost(sent));
      return rowsOf(sent);
    } catch (error) {
      throw asProblem(error);
    }
  };
  return {
    pool,
    batch: send as Db["batch"],
    query: async <Row>(statement: Sql<Row>) => (await send([statement]))[0] as Row[],
    close: () => pool.end(),
  };
}
