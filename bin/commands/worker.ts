import { startWorker } from "../../src/jobs/worker.ts";
import { startMonitoring } from "../../src/monitoring/start.ts";
import { refuseOldSchema } from "../refuse-old-schema.ts";
import { runUntilStopped } from "../run-until-stopped.ts";
import { warnAboutDatabase } from "../warn-about-database.ts";

/** Runs the jobs alone; any number of these may run on one database. */
export async function worker(): Promise<void> {
  await runUntilStopped({ shareDatabase: true }, async ({ config, log }, atStop) => {
    await refuseOldSchema(config);
    await warnAboutDatabase(config, log);
    const monitoring = await startMonitoring(config, log);
    atStop(monitoring.close);
    const jobs = await startWorker(config, log, monitoring.metrics);
    atStop(jobs.close);
    log.info("Running the background jobs.");
  });
}
