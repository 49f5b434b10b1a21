import type { ClientBase, QueryConfig } from "pg";
import { detectPooler } from "../driver/batch.ts";
import { isReadOnly } from "../failures.ts";
import { sql } from "../sql.ts";
import { setForSession } from "./session-settings.ts";

/** For a server that accepts the connection and then does not respond. */
const TIMEOUT_MS = 15_000;

const readOnlyFromStart = new WeakSet<ClientBase>();

/**
 * Prepares a new connection of a pool in one round trip: sets what others may have set otherwise,
 * refuses a standby, whose data may be older, unless the pool is for one, and detects a pooler. A pooler may run the next
 * transaction on another session, which has the settings because `slacky migrate` stores them for
 * the role.
 */
export async function beginSession(
  client: ClientBase,
  settings: Readonly<Record<string, string>>,
  server: "primary" | "standby" = "primary",
): Promise<void> {
  const { text, values } = sql`
    select pg_backend_pid() as pid,
           pg_is_in_recovery() as is_standby,
           current_setting('transaction_read_only') = 'on' as is_read_only,
           ${setForSession(settings)} as settings`;
  const { rows } = await client.query<{ pid: number; is_standby: boolean; is_read_only: boolean }>({
    text,
    values: [...values],
    query_timeout: TIMEOUT_MS,
  } as QueryConfig);
  const [session] = rows;
  if (session?.is_standby !== (server === "standby")) {
    throw new Error(
      server === "primary" ? "the server is a standby" : "the server is not a standby",
    );
  }
  if (session.is_read_only) readOnlyFromStart.add(client);
  detectPooler(client, session.pid);
}

/**
 * Whether a statement that failed with this error on this connection may succeed on another one:
 * the connection became read-only after it was opened. One that was read-only from the start shows
 * that another would be read-only too.
 */
export function canWriteElsewhere(client: ClientBase, error: unknown): boolean {
  return isReadOnly(error) && !wasReadOnlyFromStart(client);
}

export function wasReadOnlyFromStart(client: ClientBase): boolean {
  return readOnlyFromStart.has(client);
}
