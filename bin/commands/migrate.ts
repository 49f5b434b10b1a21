import { migrate as migrateDatabase } from "../../src/db/migrations/migrate.ts";
import { withConfig } from "../with-config.ts";

/** Migrates the database, or with `dryRun` only lists the migrations that would run. */
export async function migrate({ dryRun = false }: { dryRun?: boolean }): Promise<void> {
  await withConfig({ shareDatabase: true }, async ({ config, log }) => {
    const names = await migrateDatabase({ ...config, dryRun, log });
    if (names.length === 0) {
      console.log("The database is up to date.");
    } else if (dryRun) {
      console.log(["Would run:", ...names].join("\n  "));
    }
  });
}
