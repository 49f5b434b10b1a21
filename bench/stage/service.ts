import { randomBytes } from "node:crypto";
import { freePort } from "../../dev/ports.ts";
import { type AccessTokens, createAccessTokens } from "../../src/auth/access-token.ts";
import { type Child, startSlacky, untilReady } from "./child.ts";
import type { Urls } from "./database.ts";
import { logFile } from "./folder.ts";

/** Slacky as an operator runs it: one process for the API, one for the jobs. */
export interface Service {
  port: number;
  api: Child;
  worker: Child;
  tokens: AccessTokens;
  stop(): Promise<void>;
}

/** One set of secrets per run, so that tokens of one service are valid for the next. */
const secrets = {
  JWT_SECRETS: randomBytes(32).toString("hex"),
  SLACKY_SECRET: randomBytes(32).toString("hex"),
};

/** Requests are counted, as in production, but never refused. */
const limits = Object.fromEntries(
  ["CALLER", "ANONYMOUS", "SENDER", "AUTH", "ACCOUNT"].map((name) => [
    `RATE_LIMIT_${name}`,
    "999999999/1m",
  ]),
);

/** The environment of every process of a service. */
export function environmentOf(
  { databaseUrl }: Pick<Urls, "databaseUrl">,
  folder: string,
  port: number,
) {
  return {
    ...secrets,
    ...limits,
    NODE_ENV: "production",
    DATABASE_URL: databaseUrl,
    SLACKY_DATA_DIR: folder,
    LOG_LEVEL: "info",
    PORT: String(port),
    PUBLIC_URL: publicUrl,
  };
}

/** The issuer of the tokens, the same for all ports. */
const publicUrl = "http://slacky.example.com";

export function createTokens(): AccessTokens {
  return createAccessTokens({ secrets: [secrets.JWT_SECRETS], issuer: publicUrl });
}

/** `more` are further settings of the API. */
export async function startService(
  urls: Urls,
  folder: string,
  more: Record<string, string> = {},
): Promise<Service> {
  const port = await freePort();
  const env = environmentOf(urls, folder, port);
  const [apiLog, workerLog] = [logFile(folder, "api"), logFile(folder, "worker")];
  const api = startSlacky(["api"], { env: { ...env, ...more }, logFile: apiLog });
  const worker = startSlacky(["worker"], { env, logFile: workerLog });
  const stop = async () => void (await Promise.all([api.stop(), worker.stop()]));
  try {
    await untilReady(api, { port, path: "/readyz", logFile: apiLog });
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, api, worker, tokens: createTokens(), stop };
}
