import type { Readable, Writable } from "node:stream";
import type pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { type Connector, createConnector } from "./connection/connector.ts";
import { setForSession, valueSettings } from "./connection/session-settings.ts";
import type { Queryable } from "./pool.ts";
import { type Sql, sql } from "./sql.ts";

/** A connection of its own for work outside requests: migrations, settings, grants. */
export interface DedicatedConnection extends Queryable {
  /** Runs a script, which may contain several statements but no parameters. */
  execute(script: string): Promise<void>;
  /** The output of `copy … to stdout`. If it is abandoned, the connection can no longer be used. */
  copyOut(statement: string): Readable;
  /**
   * The input of `copy … from stdin`. Finishes once the rows are in the table and visible to this
   * connection.
   */
  copyIn(statement: string): Writable & { readonly rowCount: number };
}

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Opens a connection and closes it when `work` ends. Its `batch` sends one statement at a time.
 * Throws ConnectError if it cannot be opened.
 */
export async function withDedicatedConnection<T>(
  url: string,
  work: (connection: DedicatedConnection) => Promise<T>,
): Promise<T> {
  const connector = createConnector(url);
  try {
    const client = await openClient(connector);
    return await work(toDedicated(client)).finally(() => client.end());
  } finally {
    connector.close();
  }
}

function toDedicated(client: pg.Client): DedicatedConnection {
  const query = async <Row>({ text, values }: Sql<Row>) =>
    (await client.query(text, [...values])).rows as Row[];
  return {
    query,
    batch: (async (statements: readonly Sql<unknown>[]) => {
      const rows: unknown[][] = [];
      for (const statement of statements) rows.push(await query(statement));
      return rows;
    }) as DedicatedConnection["batch"],
    execute: async (script) => void (await client.query(script)),
    copyOut: (statement) => client.query(copyTo(statement)),
    copyIn: (statement) => client.query(copyFrom(statement)),
  };
}

async function openClient({ Client, hasSeveralHosts, open }: Connector): Promise<pg.Client> {
  return await open(async () => {
    const client = new Client({
      application_name: "slacky command",
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    });
    // If the connection dies between two statements, the next statement reports it.
    client.on("error", () => {});
    await client.connect();
    const { text, values } = sql`
      select pg_is_in_recovery() as is_standby, ${setForSession(valueSettings)}`;
    const { rows } = await client.query<{ is_standby: boolean }>(text, [...values]);
    if (!hasSeveralHosts || rows[0]?.is_standby === false) return client;
    await client.end();
    throw new Error("the server is a standby");
  });
}

/** Runs `work` between BEGIN and COMMIT, and rolls back if it throws. */
export async function inTransaction<T>(
  connection: DedicatedConnection,
  work: () => Promise<T>,
): Promise<T> {
  await connection.execute("begin");
  try {
    const result = await work();
    await connection.execute("commit");
    return result;
  } catch (error) {
    // If the connection is lost there is nothing to roll back, and the first error says why.
    await connection.execute("rollback").catch(() => {});
    throw error;
  }
}
