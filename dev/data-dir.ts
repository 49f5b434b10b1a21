import { createHash } from "node:crypto";
import { accessSync, constants, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { CommandError } from "../bin/command-error.ts";
import type { Environment } from "../src/environment.ts";
import { isRoot } from "./server-user.ts";

export const checkout = resolve(import.meta.dirname, "..");

/** The data folder of the whole machine, if root runs Slacky. */
export const rootDataDir = "/var/lib/slacky";

/**
 * Where this checkout keeps its database and secrets: two checkouts never share them, and they
 * are never in a temporary folder, which systems purge.
 */
export function dataDir(env: Environment): string {
  if (env.SLACKY_DATA_DIR) return resolve(env.SLACKY_DATA_DIR);
  const base = isRoot ? rootDataDir : join(userDataHome(env), "slacky");
  return join(base, folderName(checkout));
}

export function makeDataDir(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new CommandError(
      `Slacky cannot keep its data in ${folder} (${(error as Error).message}). ` +
        "Set SLACKY_DATA_DIR to a folder that it may write to.",
    );
  }
}

/** The XDG specification requires an absolute path and ignores any other. */
function userDataHome(env: Environment): string {
  const home = env.XDG_DATA_HOME ?? "";
  return isAbsolute(home) ? home : join(homedir(), ".local/share");
}

/** Readable, and still unique for paths such as `/a/b-c` and `/a-b/c`. */
function folderName(path: string): string {
  const readable = path.replaceAll(/[^A-Za-z0-9._]+/g, "-").slice(-100);
  const hash = createHash("sha256").update(path).digest("hex").slice(0, 8);
  return `${readable.replace(/^-/, "")}-${hash}`;
}
