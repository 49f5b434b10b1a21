import { randomUUIDv7 } from "node:crypto";
import type { Pool, PoolClient, QueryResult } from "pg";
import type { AccessTokenSubject } from "../../src/auth/access-token.ts";
import type { RecordedStatement, Recording, Value } from "./recording.ts";

/** The parts of a request that statements take values from. */
export interface RequestValues {
  number: string | undefined;
  fields: Record<string, string>;
  principal: AccessTokenSubject;
}

type Row = Record<string, unknown>;

/**
 * Sends the statements of a recording, batch by batch, and returns the rows of its response. The driver ends each
 * statement with a Sync of its own, so a batch that Slacky sends as one transaction needs BEGIN and COMMIT here.
 */
export async function replay(
  pool: Pool,
  recording: Recording,
  request: RequestValues,
): Promise<Row[]> {
  // The single batch of a read may use any connection; a transaction keeps its own.
  const isRead = recording.method === "GET";
  const needsTransaction = !isRead && recording.batches[0]?.[0]?.text !== "begin";
  const client = isRead ? undefined : await pool.connect();
  const results: Row[][][] = [];
  const fresh: string[] = [];
  const fill = (value: Value): unknown => {
    switch (value.is) {
      case "constant":
        return value.value;
      case "principal":
        return value.before + request.principal[value.id] + value.after;
      case "number":
        return request.number;
      case "field":
        return request.fields[value.name];
      case "row":
        return results[value.batch]?.[value.statement]?.[0]?.[value.column];
      case "fresh":
        fresh[value.nth] ??= randomUUIDv7();
        return fresh[value.nth];
    }
  };
  try {
    if (needsTransaction) await client?.query("begin");
    for (const batch of recording.batches) {
      const sent = batch.map((statement) => send(client ?? pool, statement, fill));
      results.push((await Promise.all(sent)).map(({ rows }) => rows));
    }
    if (needsTransaction) await client?.query("commit");
  } finally {
    client?.release();
  }
  const { batch, statement } = recording.answer;
  return results[batch]?.[statement] ?? [];
}

function send(
  on: Pool | PoolClient,
  { name, text, values }: RecordedStatement,
  fill: (value: Value) => unknown,
): Promise<QueryResult<Row>> {
  return on.query({ ...(name && { name }), text, values: values.map(fill) });
}
