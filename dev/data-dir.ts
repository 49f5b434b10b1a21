import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { CommandError } from "../bin/command-error.ts";
import type { Environment } from "../src/environment.ts";
import { isRoot } from "./postgres/server-user.ts";

export const checkout = resolve(import.meta.dirname, "..");

/** The data folder of the whole machine, if root runs Slacky. */
export const rootDataDir = "/var/lib/slacky";

/**
 * Where this checkout keeps its database and secrets: two checkouts never share them, and they
 * are never in a temporary folder, which systems purge. A checkout that was moved or renamed finds
 * those that it has.
 */
export function dataDir(env: Environment, of = checkout): string {
  if (env.SLACKY_DATA_DIR) return resolve(env.SLACKY_DATA_DIR);
  const base = baseOf(env);
  const id = idOf(of);
  const found = listOwned(base).find(({ owner }) => owner.id === id);
  if (found) return found.folder;
  const own = join(base, folderName(of));
  const owner = readOwner(own);
  // A checkout that was here before and was moved has taken its data along.
  return owner && owner.path !== of ? join(base, folderName(`${of}-${id}`)) : own;
}

/**
 * Notes in a data folder which checkout uses it. Returns what the person who starts it should know:
 * that its checkout was moved, or, if the folder is new, which others have lost their checkout.
 */
export function claimDataDir(
  env: Environment,
  of = checkout,
): { folder: string; notices: string[] } {
  const folder = dataDir(env, of);
  const isNew = !existsSync(folder);
  makeDataDir(folder);
  if (env.SLACKY_DATA_DIR) return { folder, notices: [] };
  const before = readOwner(folder);
  const owner = { path: of, id: idOf(of) };
  if (before?.path !== owner.path || before.id !== owner.id) {
    writeFileSync(join(folder, ownerFile), JSON.stringify(owner));
  }
  if (isNew) return { folder, notices: listAbandoned(baseOf(env)) };
  if (!before || before.path === of) return { folder, notices: [] };
  return {
    folder,
    notices: [`This checkout was moved from ${before.path}. Its data are in ${folder}.`],
  };
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

/** The checkout that uses a data folder. `id` stays if it is moved or renamed within its file system. */
interface Owner {
  path: string;
  id: string;
}

const ownerFile = "checkout.json";
const noticesMax = 5;

/**
 * The inode alone would not do: it is used again after the folder is deleted. A copy has another one,
 * and so data of its own.
 */
function idOf(folder: string): string {
  const { ino, birthtimeNs } = statSync(folder, { bigint: true });
  return `${ino}-${birthtimeNs}`;
}

/** Data folders whose checkout was deleted, or moved to another file system. */
function listAbandoned(base: string): string[] {
  return listOwned(base)
    .filter(({ owner }) => !existsSync(owner.path))
    .slice(0, noticesMax)
    .map(
      ({ folder, owner }) =>
        `The data of a checkout that is no longer in ${owner.path} are in ${folder}. ` +
        "To use them here, set SLACKY_DATA_DIR to that folder.",
    );
}

/** The newest first. */
function listOwned(base: string): { folder: string; owner: Owner }[] {
  if (!existsSync(base)) return [];
  return readdirSync(base)
    .flatMap((name) => {
      const folder = join(base, name);
      const owner = readOwner(folder);
      return owner ? [{ folder, owner }] : [];
    })
    .sort((a, b) => statSync(b.folder).mtimeMs - statSync(a.folder).mtimeMs);
}

/** Undefined if the folder is another user's or no data folder, or if it is from before this file. */
function readOwner(folder: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, ownerFile), "utf8")) as Owner;
  } catch {
    return undefined;
  }
}

function baseOf(env: Environment): string {
  return isRoot ? rootDataDir : join(userDataHome(env), "slacky");
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
