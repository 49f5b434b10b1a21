import cluster from "node:cluster";
import { startMonitoring } from "../../src/monitoring/start.ts";
import { serve } from "../../src/serve.ts";
import { refuseOldSchema } from "../refuse-old-schema.ts";
import { runUntilStopped } from "../run-until-stopped.ts";
import { serveProcesses } from "../serve-processes.ts";
import { warnAboutDatabase } from "../warn-about-database.ts";

/**
 * Serves the API alone; any number of these may run on one database. With SLACKY_PROCESSES above 1,
 * it starts that many of itself, and they serve.
 */
export async function api(): Promise<void> {
  await runUntilStopped({ shareDatabase: true }, async ({ config, log }, atStop) => {
    // In each process: one that replaces another may start after the schema has changed.
    await refuseOldSchema(config);
    if (cluster.isPrimary) await warnAboutDatabase(config, log);
    if (cluster.isPrimary && config.processes > 1) {
      const processes = await serveProcesses(config, log);
      atStop(processes.close);
      log.info(`${config.processes} processes serve the API.`);
      return;
    }
    const monitoring = await startMonitoring(config, log);
    atStop(monitoring.close);
    const server = await serve(config, log, monitoring.metrics);
    atStop(server.close);
    log.info(`Serving the API on ${server.url}.`);
  });
  // Its channel to the parent would keep the process running.
  cluster.worker?.disconnect();
}
