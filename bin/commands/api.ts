import { startMonitoring } from "../../src/monitoring/start.ts";
import { serve } from "../../src/serve.ts";
import { refuseOldSchema } from "../refuse-old-schema.ts";
import { runUntilStopped } from "../run-until-stopped.ts";
import { warnAboutDatabase } from "../warn-about-database.ts";

/** Serves the API alone; any number of these may run on one database. */
export async function api(): Promise<void> {
  await runUntilStopped({ shareDatabase: true }, async ({ config, log }, atStop) => {
    await refuseOldSchema(config);
    await warnAboutDatabase(config, log);
    const monitoring = await startMonitoring(config, log);
    atStop(monitoring.close);
    const server = await serve(config, log, monitoring.metrics);
    atStop(server.close);
    log.info(`Serving the API on ${server.url}.`);
  });
}
