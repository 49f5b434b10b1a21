import type { Config } from "../src/config.ts";
import { migrate } from "../src/db/migrations/migrate.ts";
import { CommandError } from "./command-error.ts";

/** One of several processes does not migrate: it refuses to start until `slacky migrate` was run. */
export async function refuseOldSchema({ databaseUrl }: Config): Promise<void> {
  const pending = await migrate({ databaseUrl, dryRun: true });
  if (pending.length > 0) {
    throw new CommandError(
      `The database lacks ${pending.length} migrations of this version, starting with ${pending[0]}. ` +
        "Run `slacky migrate`, then start again.",
    );
  }
}
