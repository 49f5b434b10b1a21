import { describeDatabaseUrl } from "../../src/db/database-url.ts";
import { migrate } from "../../src/db/migrations/migrate.ts";
import { startWorker } from "../../src/jobs/worker.ts";
import { startMonitoring } from "../../src/monitoring/start.ts";
import { serve } from "../../src/serve.ts";
import { runUntilStopped } from "../run-until-stopped.ts";
import { warnAboutDatabase } from "../warn-about-database.ts";

/** Runs everything in one process: the migrations, the API, the jobs, and a database if none is configured. */
export async function start(): Promise<void> {
  await runUntilStopped({ shareDatabase: false }, async ({ config, log, dataDir }, atStop) => {
    await migrate({ ...config, log });
    await warnAboutDatabase(config, log);
    const monitoring = await startMonitoring(config, log);
    atStop(monitoring.close);
    const server = await serve(config, log, monitoring.metrics);
    atStop(server.close);
    const worker = await startWorker(config, log, monitoring.metrics);
    atStop(worker.close);
    const address = config.port === 0 ? server.url : config.publicUrl;
    const data = dataDir ?? `PostgreSQL at ${describeDatabaseUrl(config.databaseUrl)}`;
    console.log(banner({ address, data, isEmbedded: dataDir !== undefined }));
  });
}

function banner({
  address,
  data,
  isEmbedded,
}: {
  address: string;
  data: string;
  isEmbedded: boolean;
}) {
  const lines = [
    "",
    "  Slacky is running.",
    "",
    `  API    ${address}`,
    `  Docs   ${address}/docs`,
    `  Data   ${data}`,
    "  Stop   Ctrl-C",
    "",
  ];
  if (isEmbedded) {
    lines.push(
      "  The database in that folder is for trial and development. To move the data",
      "  to your own PostgreSQL: bin/slacky copy --to DATABASE_URL",
      "",
    );
  }
  return lines.join("\n");
}
