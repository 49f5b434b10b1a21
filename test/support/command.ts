import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { Environment } from "../../src/environment.ts";
import type { TestApi } from "./api.ts";

export interface CommandResult {
  code: number;
  /** Its standard output. */
  stdout: string;
  /** Its standard error. */
  stderr: string;
}

/** The environment in which a command uses the database of a test's API, as in production. */
export function environmentOf({ instance }: TestApi): Environment {
  const { databaseUrl, jwtSecrets, slackySecret } = instance.config;
  return {
    NODE_ENV: "production",
    DATABASE_URL: databaseUrl,
    JWT_SECRETS: jwtSecrets.join(),
    SLACKY_SECRET: slackySecret,
  };
}

const slacky = path.join(import.meta.dirname, "../../bin/slacky.ts");

/** Runs the command to its end, in an environment that has only the given variables. */
export async function runSlacky(
  args: string[],
  env: Environment,
  input?: string,
): Promise<CommandResult> {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [slacky, ...args], {
    env: { PATH, NODE_COMPILE_CACHE, ...env },
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  child.stdin?.end(input);
  const [[code], stdout, stderr] = await Promise.all([
    once(child, "close") as Promise<[number]>,
    text(child.stdout as Readable),
    text(child.stderr as Readable),
  ]);
  return { code, stdout, stderr };
}
