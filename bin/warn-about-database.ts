import type { Logger } from "pino";
import type { Config } from "../src/config.ts";
import {
  type DedicatedConnection,
  withDedicatedConnection,
} from "../src/db/dedicated-connection.ts";
import { listRewritableTables } from "../src/db/grants.ts";
import { diagnoseServer } from "../src/doctor/diagnose.ts";
import { findHistoryFault } from "../src/events/relay/history.ts";

/** Warns of what puts data at risk or makes requests fail, and can be changed only in the database. */
export async function warnAboutDatabase(config: Config, log: Logger): Promise<void> {
  await withDedicatedConnection(config.databaseUrl, async (db) => {
    await diagnoseServer(db, ({ check, detail }) =>
      log.warn({ check }, `${check.replaceAll("_", " ")}: ${detail}`),
    );
    const fault = await findHistoryFault(db, config);
    if (fault) log.error(fault);
    await warnWhereHistoryCanChange(db, log);
  });
}

/** One role for everything works, but then the server could also change the history. */
async function warnWhereHistoryCanChange(db: DedicatedConnection, log: Logger): Promise<void> {
  const tables = await listRewritableTables(db);
  if (tables.length === 0) return;
  const example = tables.includes("ticket_status_history") ? "ticket_status_history" : tables[0];
  log.warn(
    `The role of DATABASE_URL can change or delete rows of append-only tables (${example}; ` +
      `${tables.length} tables in all). Let another role own the tables, and set it in DATABASE_OWNER_URL.`,
  );
}
