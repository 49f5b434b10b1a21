import pg from "pg";
import type { Queryable } from "../../src/db/pool.ts";
import type { Sql } from "../../src/db/sql.ts";

/** A client's own connection. Each statement is prepared once; `batchSize()` sends several in one batch. */
export interface Connection extends Queryable {
  /** Runs a script of one or several statements without values. */
  execute(script: string): Promise<void>;
  close(): Promise<void>;
}

const names = new Map<string, string>();

export async function openConnection(url: string): Promise<Connection> {
  const config = { connectionString: url, application_name: "slacky bench", pipeline: true };
  const client = new pg.Client(config as pg.ClientConfig);
  // A connection that dies between two statements is reported by the next statement.
  client.on("error", () => {});
  await client.connect();
  const query = async <Row>({ text, values }: Sql<Row>) =>
    (await client.query({ name: nameOf(text), text, values: [...values] })).rows as Row[];
  return {
    query,
    batch: (async (statements: readonly Sql<unknown>[]) => {
      const outcomes = await Promise.allSettled(statements.map((statement) => query(statement)));
      return outcomes.map((outcome) => {
        if (outcome.status === "rejected") throw outcome.reason;
        return outcome.value;
      });
    }) as Connection["batch"],
    execute: async (script) => void (await client.query(script)),
    close: () => client.end(),
  };
}

/** Opens a connection for the duration of `work`. */
export async function onConnection<T>(
  url: string,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await openConnection(url);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

function nameOf(text: string): string {
  const name = names.get(text) ?? `s${names.size}`;
  names.set(text, name);
  return name;
}
