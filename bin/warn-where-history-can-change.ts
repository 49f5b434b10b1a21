import type { Logger } from "pino";
import type { Config } from "../src/config.ts";
import { withDedicatedConnection } from "../src/db/dedicated-connection.ts";
import { listRewritableTables } from "../src/db/grants.ts";

/** One role for everything works, but then the server could also change the history. */
export async function warnWhereHistoryCanChange(
  { databaseUrl }: Config,
  log: Logger,
): Promise<void> {
  const tables = await withDedicatedConnection(databaseUrl, listRewritableTables);
  if (tables.length === 0) return;
  const example = tables.includes("ticket_status_history") ? "ticket_status_history" : tables[0];
  log.warn(
    `The role of DATABASE_URL can change or delete rows of append-only tables (${example}; ` +
      `${tables.length} tables in all). Let another role own the tables, and set it in DATABASE_OWNER_URL.`,
  );
}
