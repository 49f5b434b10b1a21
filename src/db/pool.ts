import pg from "pg";
import { asProblem } from "./failures.ts";
import { isLost, noteWhetherDirect, rowsOf, sendFlight } from "./flight.ts";
import type { Sql } from "./sql.ts";

/** Runs statements and gives their rows. The pool and a transaction both are one. */
export interface Queryable {
  query<Row>(statement: Sql<Row>): Promise<Row[]>;
  /** Sends statements one behind the other, waiting for none between, and gives the rows of each. */
  flight(statements: readonly Sql<unknown>[]): Promise<unknown[][]>;
}

/** The pool: what only reads runs on it directly, what writes or locks needs `transaction()`. */
export interface Db extends Queryable {
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/** The connections that one pool opens at the most. */
export const poolSize = 10;

const CONNECT_TIMEOUT_MS = 5_000;
const QUERY_TIMEOUT_MS = 15_000;

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
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    pipeline: true,
    types: { getTypeParser },
    onConnect: noteWhetherDirect,
  } as pg.PoolConfig);
  pool.on("error", onError);
  pool.on("connect", (client) => client.on("error", onError));

  const flight: Db["flight"] = async (statements) => {
    try {
      const client = await pool.connect();
      const outcomes = await sendFlight(client, statements);
      client.release(outcomes.some(isLost));
      return outcomes.map(rowsOf);
    } catch (error) {
      throw asProblem(error);
    }
  };
  return {
    pool,
    flight,
    query: async <Row>(statement: Sql<Row>) => (await flight([statement]))[0] as Row[],
    close: () => pool.end(),
  };
}

const DATE = 1082;
const TIMESTAMPTZ = 1184;
const BIGINT = 20;

/** Times stay text, with all six digits: a JS Date drops the microseconds that keyset pages need. */
function getTypeParser(oid: number, format?: "text" | "binary") {
  if (oid === DATE) return (value: string) => value;
  if (oid === TIMESTAMPTZ) return toRfc3339;
  if (oid === BIGINT) return toSafeInteger;
  return pg.types.getTypeParser(oid, format as "text");
}

/**
 * `2026-11-22 05:51:39.12346+00` becomes `2026-11-22T05:51:39.123460Z`: PostgreSQL leaves zeros at the end
 * out, and moments of one length sort as text.
 */
function toRfc3339(printed: string): string {
  if (printed.charAt(10) === " " && printed.endsWith("+00")) {
    return `${printed.slice(0, 10)}T${printed.slice(11, 19)}.${printed.slice(20, -3).padEnd(6, "0")}Z`;
  }
  const [, date, time, fraction = "", offset] =
    /^(\S+) ([\d:]+)\.?(\d*)([+-][\d:]+)$/.exec(printed) ?? [];
  if (offset !== "+00") {
    throw new Error(
      `This connection prints times with the offset ${offset}: run \`slacky migrate\`, and behind ` +
        "PgBouncer RECONNECT there.",
    );
  }
  return `${date}T${time}.${fraction.padEnd(6, "0")}Z`;
}

function toSafeInteger(printed: string): number {
  const number = Number(printed);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${printed} is beyond 2^53.`);
  return number;
}
