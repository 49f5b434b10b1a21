import type { Readable, Writable } from "node:stream";
import pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import type { Queryable } from "./pool.ts";
import type { Sql } from "./sql.ts";

/** One plain connection of its own, for work that is no request: migrations, settings, grants. */
export interface DedicatedConnection extends Queryable {
  /** Runs a script as it stands: several statements may be in it, values may not. */
  execute(script: string): Promise<void>;
  /** What `copy … to stdout` gives. Broken off, it leaves the connection of no more use. */
  copyOut(statement: string): Readable;
  /** Takes what is for `copy … from stdin`; finishes when it is in the table, and can be seen there. */
  copyIn(statement: string): Writable & { readonly rowCount: number };
}

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Opens a connection for the length of `work`. It is not pipelined: each statement waits for the
 * last.
 */
export async function withDedicatedConnection<T>(
  url: string,
  work: (connection: DedicatedConnection) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "slacky command",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  });
  // A connection that dies between two statements is reported by the next statement.
  client.on("error", () => {});
  await client.connect();
  try {
    const query = async <Row>({ text, values }: Sql<Row>) =>
      (await client.query(text, [...values])).rows as Row[];
    return await work({
      query,
      batch: (async (statements: readonly Sql<unknown>[]) => {
        const rows: unknown[][] = [];
        for (const statement of statements) rows.push(await query(statement));
        return rows;
      }) as DedicatedConnection["batch"],
      execute: async (script) => void (await client.query(script)),
      copyOut: (statement) => client.query(copyTo(statement)),
      copyIn: (statement) => client.query(copyFrom(statement)),
    });
  } finally {
    await client.end();
  }
}

/** Runs `work` between BEGIN and COMMIT, or leaves nothing of it. */
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
    // Where the connection is gone there is nothing to roll back, and the first error says why.
    await connection.execute("rollback").catch(() => {});
    throw error;
  }
}
