import { randomUUIDv7 } from "node:crypto";
import type { Pool, PoolClient, QueryResult } from "pg";
import type { TokenBearer } from "../../src/auth/access-token.ts";
import type { RecordedStatement, Recording, Value } from "./recording.ts";

/** What a request brings along. */
export interface Brought {
  number: string | undefined;
  fields: Record<string, string>;
  caller: TokenBearer;
}

type Row = Record<string, unknown>;

/**
 * Sends a recording's statements, flight by flight, and gives the rows of its answer. The driver ends each
 * statement with a Sync of its own, so what the program sends whole is put between BEGIN and COMMIT here.
 */
export async function replay(pool: Pool, recording: Recording, brought: Brought): Promise<Row[]> {
  // A single flight of a read may go over any connection; a transaction keeps its own.
  const isRead = recording.method === "GET";
  const isWhole = !isRead && recording.flights[0]?.[0]?.text !== "begin";
  const client = isRead ? undefined : await pool.connect();
  const results: Row[][][] = [];
  const fresh: string[] = [];
  const fill = (value: Value): unknown => {
    switch (value.is) {
      case "constant":
        return value.value;
      case "caller":
        return value.before + brought.caller[value.id] + value.after;
      case "number":
        return brought.number;
      case "field":
        return brought.fields[value.name];
      case "row":
        return results[value.flight]?.[value.statement]?.[0]?.[value.column];
      case "fresh":
        fresh[value.nth] ??= randomUUIDv7();
        return fresh[value.nth];
    }
  };
  try {
    if (isWhole) await client?.query("begin");
    for (const flight of recording.flights) {
      const sent = flight.map((statement) => send(client ?? pool, statement, fill));
      results.push((await Promise.all(sent)).map(({ rows }) => rows));
    }
    if (isWhole) await client?.query("commit");
  } finally {
    client?.release();
  }
  const { flight, statement } = recording.answer;
  return results[flight]?.[statement] ?? [];
}

function send(
  on: Pool | PoolClient,
  { name, text, values }: RecordedStatement,
  fill: (value: Value) => unknown,
): Promise<QueryResult<Row>> {
  return on.query({ ...(name && { name }), text, values: values.map(fill) });
}
