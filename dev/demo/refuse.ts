import { CommandError } from "../../bin/command-error.ts";
import type { Config } from "../../src/config.ts";
import { withDedicatedConnection } from "../../src/db/dedicated-connection.ts";
import { hasAccounts, isMarked } from "./queries.ts";

/**
 * Refuses to start on a database whose demo was interrupted while it was being filled. `dataDir` is
 * where the embedded database stores its data.
 */
export async function refuseUnfinished(
  { databaseUrl }: Config,
  dataDir: string | undefined,
): Promise<void> {
  if (!(await withDedicatedConnection(databaseUrl, isMarked))) return;
  const remedy = dataDir
    ? `Delete the folder ${dataDir}`
    : "Drop the database of DATABASE_URL, create it again";
  throw new CommandError(
    "The demo was interrupted while it was being filled, so its data are incomplete. " +
      `${remedy}, and start again.`,
  );
}

/** Refuses to fill a database that somebody already uses. */
export async function refuseAccounts({ databaseUrl }: Config): Promise<void> {
  if (!(await withDedicatedConnection(databaseUrl, hasAccounts))) return;
  throw new CommandError(
    "`--demo` fills only an empty instance, and this one has accounts. Start it without `--demo`, " +
      "or fill another one: SLACKY_DATA_DIR=/path/to/new-folder npm start -- --demo",
  );
}
