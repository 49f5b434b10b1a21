import type { Logger } from "pino";
import { type Config, parseConfig } from "../src/config.ts";
import { trimEnvironment } from "../src/environment.ts";
import { createLog } from "../src/log.ts";

export interface CommandEnvironment {
  config: Config;
  log: Logger;
  /** Where the embedded database stores its data; undefined if DATABASE_URL names another. */
  dataDir: string | undefined;
  /** Ends the embedded database without waiting for it. */
  killDatabase(): void;
}

/** Runs a command with its configuration and, outside production, with the database that it needs. */
export async function withConfig<T>(
  options: { shareDatabase: boolean },
  work: (environment: CommandEnvironment) => Promise<T>,
): Promise<T> {
  const { config, dataDir, database } = await open(options);
  const log = createLog(config.logLevel);
  try {
    return await work({ config, log, dataDir, killDatabase: () => database?.kill() });
  } finally {
    await database?.stop();
  }
}

/** In production, nothing is generated, so dev/ need not be installed. */
async function open(options: { shareDatabase: boolean }) {
  const env = trimEnvironment(process.env);
  if (env.NODE_ENV === "production") {
    return { config: parseConfig(env), dataDir: undefined, database: undefined };
  }
  const { openDevelopment } = await import("../dev/development.ts");
  return openDevelopment(env, {
    ...options,
    warn: (config, message) => createLog(config.logLevel).warn(message),
  });
}
