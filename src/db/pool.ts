import pg from "pg";
import { detectPooler, isConnectionLost, rowsOf, sendBatch } from "./driver/batch.ts";
import { asProblem, isStalePlan } from "./failures.ts";
import type { Sql } from "./sql.ts";

/** Runs statements and gives their rows. The pool and a transaction both are one. */
export interface Queryable {
  query<Row>(statement: Sql<Row>): Promise<Row[]>;
  /** Sends statements one behind the other, waiting for none between, and gives the rows of each. */
  batch(statements: readonly Sql<unknown>[]): Promise<unknown[][]>;
}

/** The pool: what only reads runs on it directly, what writes or locks needs `transaction()`. */
export interface Db extends Queryable {
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/** The connections that one pool opens at the most. */
export const poolSize = 10;

const CONNECT_TIMEOUT_MS = 5_000;

/** `onError` hears of connections that die while idle; without a listener they would end the process. */
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

  const batch: Db["batch"] = async (statements) => {
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
    batch,
    query: async <Row>(statement: Sql<Row>) => (await batch([statement]))[0] as Row[],
    close: () => pool.end(),
  };
}
