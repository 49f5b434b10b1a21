import { channel } from "node:diagnostics_channel";
import type { Writable } from "node:stream";
import type { ClientBase, PoolClient, QueryResult } from "pg";
import { isConnectionLoss } from "./failures.ts";
import { type Sql, sql } from "./sql.ts";

/** Hears the text of every statement of a pool, as it is sent. */
export const statementChannel = channel("slacky:statement");

/** What became of a statement: its rows and the tag of the command that was done, or an error. */
export type Outcome = PromiseSettledResult<Pick<QueryResult, "rows" | "command">>;

/** The connections that nobody stands between, and so keep plans. */
const direct = new WeakSet<ClientBase>();

/**
 * A pooler such as PgBouncer gives each transaction another backend, which does not know the statements that
 * were prepared on the last. It gives itself away by a process id that is not the backend's.
 */
export async function noteWhetherDirect(client: ClientBase): Promise<void> {
  const { text } = sql`select pg_backend_pid() as pid`;
  const { rows } = await client.query<{ pid: number }>(text);
  const { processID } = client as ClientBase & { processID: number };
  if (rows[0]?.pid === processID) direct.add(client);
}

/**
 * Sends statements one behind the other, in one packet where they fit, and gives what became of each. Every
 * value was encoded when its statement was made, so the flight is sent whole; it is awaited whole, so no
 * rejection is left behind.
 */
export async function sendFlight(
  client: PoolClient,
  statements: readonly Sql<unknown>[],
): Promise<Outcome[]> {
  const { stream } = (client as PoolClient & { connection: { stream: Writable } }).connection;
  stream.cork();
  const sent = statements.map((statement) => send(client, statement));
  stream.uncork();
  return await Promise.allSettled(sent);
}

/** The rows of a statement, or what it failed with. */
export function rowsOf(outcome: Outcome): unknown[] {
  if (outcome.status === "rejected") throw outcome.reason;
  return outcome.value.rows;
}

/** Whether the statement failed because its connection did. */
export function isLost(outcome: Outcome): boolean {
  return outcome.status === "rejected" && isConnectionLoss(outcome.reason);
}

/** Whether it reads and locks at the most: where a table is changed, the verb stands first, or by a bracket. */
export function isSelect({ text }: Sql<unknown>): boolean {
  if (/^\s*select\b/.test(text)) return true;
  return /^\s*with\b/.test(text) && !/[()]\s*(insert|update|delete|merge)\b/.test(text);
}

function send(client: PoolClient, { text, values, name }: Sql<unknown>): Promise<QueryResult> {
  statementChannel.publish(text);
  return client.query({
    text,
    values: values as string[],
    ...(name !== undefined && direct.has(client) && { name }),
  });
}
