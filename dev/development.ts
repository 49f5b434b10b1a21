import { type Config, parseConfig } from "../src/config.ts";
import type { Environment } from "../src/environment.ts";
import { claimDataDir } from "./data-dir.ts";
import {
  type EmbeddedPostgres,
  findRunningPostgres,
  startEmbeddedPostgres,
} from "./postgres/embedded.ts";
import { AlreadyRunningError } from "./postgres/owner-lock.ts";
import { keptSecret } from "./secrets.ts";

export interface DevelopmentOptions {
  /** Whether the database of a Slacky that already runs here may be used. */
  shareDatabase: boolean;
  warn: (config: Config, message: string) => void;
}

const STOP_TIMEOUT_MS = 3_000;

/**
 * The configuration outside production. It provides what the environment does not set: an embedded
 * database, and random secrets that are generated once and stored with the data.
 */
export async function openDevelopment(
  env: Environment,
  { shareDatabase, warn }: DevelopmentOptions,
): Promise<{ config: Config; dataDir?: string; database?: EmbeddedPostgres }> {
  const { folder, notices } = claimDataDir(env);
  const completed = withKeptSecrets(env, folder);
  if (isSet(env, "DATABASE_URL") || isSet(env, "DATABASE_OWNER_URL")) {
    return { config: parseConfig(completed) };
  }

  // Validated before anything is started.
  const config = parseConfig({ ...completed, DATABASE_URL: "postgres://embedded" });
  for (const notice of notices) warn(config, notice);
  const open = shareDatabase ? openSharedPostgres : startEmbeddedPostgres;
  const database = await open({
    dataDir: folder,
    waitMs: shareDatabase ? 0 : STOP_TIMEOUT_MS,
    warn: (message) => warn(config, message),
  });
  const { databaseUrl, databaseOwnerUrl } = database;
  return { config: { ...config, databaseUrl, databaseOwnerUrl }, dataDir: folder, database };
}

function withKeptSecrets(env: Environment, folder: string): Environment {
  const completed = { ...env };
  if (!isSet(env, "JWT_SECRETS")) completed.JWT_SECRETS = keptSecret(folder, "jwt");
  if (!isSet(env, "SLACKY_SECRET")) completed.SLACKY_SECRET = keptSecret(folder, "slacky");
  return completed;
}

function isSet(env: Environment, name: string): boolean {
  return Boolean(env[name] || env[`${name}_FILE`]);
}

/** A command that runs at the same time as a server uses the server's database, and does not stop it. */
async function openSharedPostgres(
  options: Parameters<typeof startEmbeddedPostgres>[0],
): Promise<EmbeddedPostgres> {
  try {
    return await startEmbeddedPostgres(options);
  } catch (error) {
    const running =
      error instanceof AlreadyRunningError ? findRunningPostgres(options.dataDir) : undefined;
    if (!running) throw error;
    return { ...running, stop: async () => {}, kill: () => {} };
  }
}
