import { existsSync } from "node:fs";
import path from "node:path";
import type { Logger } from "pino";
import type { Config } from "../../src/config.ts";
import { describeDatabaseUrl } from "../../src/db/database-url.ts";
import { migrate } from "../../src/db/migrations/migrate.ts";
import { trimEnvironment } from "../../src/environment.ts";
import { startWorker } from "../../src/jobs/worker.ts";
import { startMonitoring } from "../../src/monitoring/start.ts";
import { serve } from "../../src/serve.ts";
import { CommandError } from "../command-error.ts";
import { runUntilStopped } from "../run-until-stopped.ts";
import { warnAboutDatabase } from "../warn-about-database.ts";
import type { CommandEnvironment } from "../with-config.ts";

/** How to sign in to the demo. */
interface SignIn {
  email: string;
  password: string;
}

/**
 * Runs everything in one process: the migrations, the API, the jobs, and a database if none is configured.
 * With `demo`, it first fills an empty database.
 */
export async function start({ demo = false }: { demo?: boolean } = {}): Promise<void> {
  if (demo) refuseDemoInProduction();
  await runUntilStopped({ shareDatabase: false }, async ({ config, log, dataDir }, atStop) => {
    await migrate({ ...config, log });
    await warnAboutDatabase(config, log);
    await buildApp(config, log);
    const signIn = config.production ? undefined : await openDemo({ config, log, dataDir }, demo);
    const monitoring = await startMonitoring(config, log);
    atStop(monitoring.close);
    const server = await serve(config, log, monitoring.metrics);
    atStop(server.close);
    const worker = await startWorker(config, log, monitoring.metrics);
    atStop(worker.close);
    const address = config.port === 0 ? server.url : config.publicUrl;
    const data = dataDir ?? `PostgreSQL at ${describeDatabaseUrl(config.databaseUrl)}`;
    console.log(banner({ address, data, isEmbedded: dataDir !== undefined, signIn }));
  });
}

function refuseDemoInProduction(): void {
  const { NODE_ENV } = trimEnvironment(process.env);
  if (NODE_ENV !== "production") return;
  throw new CommandError(
    "`--demo` does not run in production: everybody knows the passwords of its people. " +
      "Start without it, or unset NODE_ENV to try Slacky.",
  );
}

/**
 * Builds the app in the browser if its sources changed since the last time. An image has no sources,
 * and what was built. If it cannot be built, the API starts all the same.
 */
async function buildApp({ webFolder }: Config, log: Logger): Promise<void> {
  const script = path.join(import.meta.dirname, "../../dev/web/build-if-changed.ts");
  if (webFolder === undefined || !existsSync(script)) return;
  try {
    const { buildIfChanged } = await import("../../dev/web/build-if-changed.ts");
    await buildIfChanged();
  } catch (error) {
    log.warn(
      { err: error },
      "The app in the browser could not be built, so what was built before is served. " +
        "Run `bin/slacky build` as a user who may write to web/.",
    );
  }
}

/** Production does not have dev/. Returns how to sign in to a demo that was filled. */
async function openDemo(
  { config, log, dataDir }: Pick<CommandEnvironment, "config" | "log" | "dataDir">,
  demo: boolean,
): Promise<SignIn | undefined> {
  const { refuseAccounts, refuseUnfinished } = await import("../../dev/demo/refuse.ts");
  await refuseUnfinished(config, dataDir);
  if (!demo) return undefined;
  await refuseAccounts(config);
  console.log("\n  Filling the demo, which takes about 15 seconds.");
  const { fillDemo } = await import("../../dev/demo/fill.ts");
  return await fillDemo(config, log);
}

function banner({
  address,
  data,
  isEmbedded,
  signIn,
}: {
  address: string;
  data: string;
  isEmbedded: boolean;
  signIn: SignIn | undefined;
}) {
  const lines = [
    "",
    "  Slacky is running.",
    "",
    `  App    ${address}`,
    `  Docs   ${address}/docs`,
    `  Data   ${data}`,
    ...(signIn ? [`  Demo   sign in as ${signIn.email} with "${signIn.password}"`] : []),
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
